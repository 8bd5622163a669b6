package dev.xdc.page;

import dev.xdc.AssignedItems;
import dev.xdc.clip.Labels;
import dev.xdc.data.media.FfmpegPrograms;
import dev.xdc.data.reader.MediaDataset;
import dev.xdc.feature.FeatureBank;
import dev.xdc.internal.file.Unfinished;
import dev.xdc.suite.run.TaskTimer;
import dev.xdc.suite.run.WorkMonitor;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/**
 * Files for TensorBoard's Embedding Projector: features, what is known of each item, and a sprite
 * image with a picture of each. Items without features are left out of all three. One thread uses
 * an instance.
 */
public final class Projector {
  /** Pixels on a side of a sprite image; browsers take no larger ones. */
  private static final int SPRITE = 8192;

  /** The least width of a picture, in pixels. */
  private static final int LEAST = 32;

  /** The width of a picture of few items, in pixels. */
  private static final int MOST = 96;

  private static final int CHUNK_ROWS = 1024;
  private static final String CONFIG = "projector_config.pbtxt";

  private final Path folder;
  private final MediaDataset videos;
  private final WorkMonitor monitor;
  private final List<String> described = new ArrayList<>();
  private final Map<List<ShownMembers.Tile>, Path> drawn = new HashMap<>();

  /**
   * Prepares the files.
   *
   * @param folder is made; it is what {@code tensorboard --logdir} names, or in it
   * @param videos whose features are written; they stay the caller's
   * @param monitor sees the progress
   */
  public Projector(Path folder, MediaDataset videos, WorkMonitor monitor) {
    this.folder = folder;
    this.videos = videos;
    this.monitor = monitor;
  }

  /**
   * Writes the features of one modality, and the list of all written so far.
   *
   * @param features of the videos, or of clips of them, as many of each
   * @param items the clusters of the same rows
   * @throws IllegalArgumentException if the rows are others
   * @throws IOException if a file cannot be written, or FFmpeg cannot be started
   */
  public void add(FeatureBank features, AssignedItems items) throws IOException {
    int perVideo = items.clustering().clips().itemsPerVideo();
    if (features.rows() != items.size() || items.size() != videos.size() * perVideo) {
      throw new IllegalArgumentException(
          "%d rows of features and %d items do not fit %d videos of %d"
              .formatted(features.rows(), items.size(), videos.size(), perVideo));
    }
    int[] rows =
        IntStream.range(0, features.rows()).filter(i -> !features.missing().get(i)).toArray();
    String name = items.clustering().modality().toString();
    Files.createDirectories(folder);
    Unfinished.text(folder.resolve(name + "-tensors.tsv"), out -> tensors(features, out));
    Unfinished.text(
        folder.resolve(name + "-metadata.tsv"), out -> metadata(items, rows, perVideo, out));
    int columns = (int) Math.ceil(Math.sqrt(rows.length));
    int width = Math.min(MOST, SPRITE / Math.max(1, columns));
    int height = width * Picture.HEIGHT / Picture.WIDTH;
    String sprite = "";
    if (width >= LEAST) {
      List<ShownMembers.Tile> tiles =
          IntStream.of(rows)
              .mapToObj(i -> new ShownMembers.Tile(i / perVideo, i % perVideo, perVideo))
              .toList();
      Path file = folder.resolve(name + "-sprite.png");
      Path same = drawn.get(tiles);
      if (same == null) {
        draw(tiles, file, columns, width, height, progress(name, rows.length));
        drawn.put(tiles, file);
      } else { // a picture shows the video, whichever of its features is beside it
        copy(same, file);
      }
      sprite =
          "  sprite { image_path: \"%s-sprite.png\" single_image_dim: %s single_image_dim: %s }\n"
              .formatted(name, width, height);
    }
    described.add(
        """
        embeddings {
          tensor_name: "%1$s"
          tensor_path: "%1$s-tensors.tsv"
          metadata_path: "%1$s-metadata.tsv"
        %2$s}
        """
            .formatted(name, sprite));
    Unfinished.write(folder.resolve(CONFIG), String.join("", described));
  }

  private static void copy(Path sprite, Path file) throws IOException {
    Unfinished.bytes(file, out -> Files.copy(sprite, out));
  }

  private IntConsumer progress(String name, int planned) {
    TaskTimer timer = new TaskTimer();
    return done ->
        monitor.update(name + " sprite", done, planned, timer.secondsLeft(done, planned));
  }

  private static void tensors(FeatureBank features, BufferedWriter out) throws IOException {
    for (int first = 0; first < features.rows(); first += CHUNK_ROWS) {
      int end = Math.min(features.rows(), first + CHUNK_ROWS);
      float[] values;
      try (var scope = features.manager().newSubManager()) {
        values = features.chunk(scope, first, end).toFloatArray();
      }
      for (int row = first; row < end; row++) {
        if (!features.missing().get(row)) {
          for (int d = 0; d < features.width(); d++) {
            out.write(d == 0 ? "" : "\t");
            out.write(Float.toString(values[(row - first) * features.width() + d]));
          }
          out.write("\n");
        }
      }
    }
  }

  private void metadata(AssignedItems items, int[] rows, int perVideo, BufferedWriter out)
      throws IOException {
    Optional<Labels> labels = videos.labels();
    out.write("id\tcluster" + (labels.isPresent() ? "\tlabel" : "") + "\n");
    for (int row : rows) {
      out.write(cell(items.id(row)) + "\t" + items.cluster(row));
      if (labels.isPresent()) {
        int label = labels.get().classes()[row / perVideo];
        out.write("\t" + cell(labels.get().names().get(label)));
      }
      out.write("\n");
    }
  }

  /** Returns a text without what ends a cell or a row. */
  private static String cell(String text) {
    return text.replaceAll("\\p{Cntrl}", " ");
  }

  private void draw(
      List<ShownMembers.Tile> tiles,
      Path file,
      int columns,
      int width,
      int height,
      IntConsumer done)
      throws IOException {
    int rows = (tiles.size() + columns - 1) / columns;
    BufferedImage sprite =
        new BufferedImage(columns * width, rows * height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = sprite.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    try {
      new SpriteSheets(videos.index().files(), FfmpegPrograms.find())
          .forEach(
              tiles,
              (picture, tile) ->
                  graphics.drawImage(
                      picture,
                      tile % columns * width,
                      tile / columns * height,
                      width,
                      height,
                      null),
              done);
    } finally {
      graphics.dispose();
    }
    Unfinished.bytes(file, out -> ImageIO.write(sprite, "png", out));
  }
}
