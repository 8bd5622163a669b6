package dev.xdc.page;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that a page shows, as its script reads it: compact JSON.
 *
 * @param name of the run's folder
 * @param facts what was run, name by name
 * @param versions what made it
 * @param command repeats the run; empty if it is not known
 * @param settings the text of {@code run.yaml}
 * @param rows the rows of {@code metrics.jsonl}, without the times of single epochs and rounds
 * @param phases names of the phases by their constants
 * @param refused why files were left out
 * @param items the videos; null if none are shown
 * @param views their clusterings
 * @param tiles what has a picture; null if nothing has
 * @param evaluations results of evaluations
 * @param filters pictures of the encoders' first layers
 */
record PageData(
    String name,
    Map<String, String> facts,
    Map<String, String> versions,
    String command,
    String settings,
    List<JsonObject> rows,
    Map<String, String> phases,
    List<Refused> refused,
    @Nullable Items items,
    List<View> views,
    @Nullable Tiles tiles,
    List<EvaluationFile> evaluations,
    List<LayerPicture> filters) {

  /** Steps of a distance or a coordinate. */
  static final int STEPS = 9999;

  /**
   * Files left out for one reason.
   *
   * @param files some of them
   */
  record Refused(String reason, int count, List<String> files) {}

  /**
   * The videos, by number.
   *
   * @param ids of all
   * @param media their files
   * @param start where each begins in its file, in seconds; null if all are whole files
   * @param seconds how long each is
   * @param labels the class of each; null without labels
   * @param classes names of the classes
   */
  record Items(
      List<String> ids,
      MediaLinks media,
      float @Nullable [] start,
      float[] seconds,
      int @Nullable [] labels,
      List<String> classes) {}

  /**
   * A clustering.
   *
   * @param per items of a video
   * @param distance of each item in {@link #STEPS} steps of {@code farthest}; -1 if unknown
   * @param farthest the largest distance
   * @param plane places of the items in {@link #STEPS} steps; -1 without one
   * @param similar other items like each item; null if they are not known
   * @param shown tiles of the nearest, random and farthest members of each cluster
   */
  record View(
      String source,
      @Nullable String hash,
      String origin,
      int k,
      int per,
      int[] cluster,
      int[] distance,
      float farthest,
      int @Nullable [] plane,
      int @Nullable [][] similar,
      List<ShownMembers.Groups> shown) {

    static View of(ClusterView view, List<ShownMembers.Groups> shown) {
      float farthest = 0;
      for (float distance : view.distances()) {
        farthest = Math.max(farthest, Float.isNaN(distance) ? 0 : distance);
      }
      float[] plane = view.plane();
      return new View(
          view.source(),
          view.hash(),
          view.origin(),
          view.k(),
          view.itemsPerVideo(),
          view.clusters(),
          steps(view.distances(), farthest > 0 ? farthest : 1),
          farthest,
          plane == null ? null : steps(plane, 1),
          view.similar(),
          shown);
    }

    private static int[] steps(float[] values, float most) {
      int[] steps = new int[values.length];
      for (int i = 0; i < steps.length; i++) {
        steps[i] = Float.isNaN(values[i]) ? -1 : Math.round(STEPS * (values[i] / most));
      }
      return steps;
    }
  }

  /**
   * What has a picture.
   *
   * @param video of each tile
   * @param clip of each tile, from 0
   * @param drawn 1 for tiles with a picture, 0 for others
   * @param copy the playable copy of each tile; empty without one
   */
  record Tiles(
      int[] video,
      int[] clip,
      int[] drawn,
      List<String> copy,
      int columns,
      int onASheet,
      int width,
      int height) {}
}
