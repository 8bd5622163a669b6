package dev.xdc.page;

import dev.xdc.data.media.FfmpegPrograms;
import dev.xdc.data.media.MediaInfo;
import dev.xdc.data.reader.MediaDataset;
import dev.xdc.suite.run.TaskTimer;
import dev.xdc.suite.run.WorkMonitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One HTML page that shows a run: what was run, curves, and, with its videos, what is in its
 * clusters. It opens from disk and asks no network for anything; pictures lie beside it in {@code
 * thumbs}, copies of media in {@code media}.
 */
public final class RunPage {

  /** The page's file name. */
  public static final String FILE = PageFolder.FILE;

  private final Builder settings;

  private RunPage(Builder settings) {
    this.settings = settings;
  }

  /** Returns a builder with all options at their defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Writes the page and what lies beside it. The page appears last, whole or not at all.
   *
   * @param folder is made; one that holds an earlier page is written over
   * @return the page
   * @throws IllegalArgumentException if the folder holds a page of something else
   * @throws IOException if a file cannot be written, or FFmpeg cannot be started
   */
  public Path write(Path folder) throws IOException {
    PageFolder page = PageFolder.of(folder);
    Path out = page.path();
    MediaDataset videos = settings.videos;
    List<ClusterView> views = settings.views;
    ShownMembers shown = new ShownMembers(views, settings.members);
    List<PageData.View> written =
        IntStream.range(0, views.size())
            .mapToObj(v -> PageData.View.of(views.get(v), shown.groups(v)))
            .toList();
    RunFacts facts = new RunFacts(settings.record());
    PageData data =
        new PageData(
            String.valueOf(settings.record().folder().getFileName()),
            facts.facts(),
            facts.versions(),
            facts.command(),
            settings.record().settings(),
            facts.rows(),
            RunFacts.phases(),
            videos == null ? List.of() : PageItems.refused(videos.index()),
            videos == null ? null : PageItems.of(videos, out),
            written,
            videos == null || shown.tiles().isEmpty() ? null : tiles(videos, shown.tiles(), out),
            settings.evaluations,
            settings.filters);
    return page.write(PageText.of(data));
  }

  private PageData.Tiles tiles(MediaDataset videos, List<ShownMembers.Tile> tiles, Path out)
      throws IOException {
    List<MediaInfo> media = videos.index().files();
    FfmpegPrograms programs = FfmpegPrograms.find();
    Path thumbs = Files.createDirectories(out.resolve("thumbs"));
    BitSet drawn =
        new SpriteSheets(media, programs).write(tiles, thumbs, progress("pictures", tiles.size()));
    List<String> copies = Collections.nCopies(tiles.size(), "");
    if (settings.copyMedia) {
      Path copied = Files.createDirectories(out.resolve("media"));
      copies =
          new MediaCopies(media, programs)
              .write(tiles, copied, progress("copies of media", tiles.size()));
    }
    return new PageData.Tiles(
        tiles.stream().mapToInt(ShownMembers.Tile::video).toArray(),
        tiles.stream().mapToInt(ShownMembers.Tile::clip).toArray(),
        IntStream.range(0, tiles.size()).map(i -> drawn.get(i) ? 1 : 0).toArray(),
        copies,
        SpriteSheets.COLUMNS,
        SpriteSheets.ON_A_SHEET,
        Picture.WIDTH,
        Picture.HEIGHT);
  }

  private IntConsumer progress(String task, int planned) {
    TaskTimer timer = new TaskTimer();
    return done -> settings.monitor.update(task, done, planned, timer.secondsLeft(done, planned));
  }

  @Override
  public String toString() {
    return "RunPage[" + settings.record().folder() + ", " + settings.views + "]";
  }

  /**
   * Settings of a {@link RunPage}. Required: {@link #setRun}. Defaults: no videos, 8 members of
   * each kind for a cluster, no copies of media, neither evaluations nor filters, progress is
   * logged.
   */
  public static final class Builder {
    private static final int MOST_MEMBERS = 100;

    private @Nullable RunRecord run;
    private @Nullable MediaDataset videos;
    private List<ClusterView> views = List.of();
    private int members = 8;
    private boolean copyMedia;
    private List<EvaluationFile> evaluations = List.of();
    private List<LayerPicture> filters = List.of();
    private WorkMonitor monitor = WorkMonitor.logging();

    private Builder() {}

    /** Sets the run. */
    public Builder setRun(RunRecord run) {
      this.run = run;
      return this;
    }

    /**
     * Sets the videos and their clusterings; without them the page has neither clusters nor refused
     * files.
     *
     * @param videos stay the caller's
     * @param views clusterings of these videos
     * @throws IllegalArgumentException if a view has another number of items
     */
    public Builder optClusters(MediaDataset videos, List<ClusterView> views) {
      for (ClusterView view : views) {
        if (view.clusters().length != videos.size() * view.itemsPerVideo()) {
          throw new IllegalArgumentException(
              view + " does not fit " + videos.size() + " videos: give those that were clustered");
        }
      }
      this.videos = videos;
      this.views = List.copyOf(views);
      return this;
    }

    /**
     * Sets how many nearest, random and farthest members of a cluster have a picture.
     *
     * @param members from 0, for no pictures, to 100; default 8
     */
    public Builder optMembers(int members) {
      if (members < 0 || members > MOST_MEMBERS) {
        throw new IllegalArgumentException(
            "members is " + members + ", must be from 0 to " + MOST_MEMBERS);
      }
      this.members = members;
      return this;
    }

    /** Sets whether members with a picture that browsers cannot play are copied; default no. */
    public Builder optCopyMedia(boolean copyMedia) {
      this.copyMedia = copyMedia;
      return this;
    }

    /** Sets results of evaluations that the page shows; default none. */
    public Builder optEvaluations(List<EvaluationFile> evaluations) {
      this.evaluations = List.copyOf(evaluations);
      return this;
    }

    /** Sets pictures of the encoders' first layers; default none. */
    public Builder optFilters(List<LayerPicture> filters) {
      this.filters = List.copyOf(filters);
      return this;
    }

    /** Sets what is shown of the progress. */
    public Builder optMonitor(WorkMonitor monitor) {
      this.monitor = monitor;
      return this;
    }

    private RunRecord record() {
      if (run == null) {
        throw new IllegalArgumentException("the run is missing: call setRun");
      }
      return run;
    }

    /**
     * Returns the page, still to be written. Changes of this builder do not reach it.
     *
     * @throws IllegalArgumentException if the run is missing
     */
    public RunPage build() {
      Builder copy = new Builder();
      copy.run = record();
      copy.videos = videos;
      copy.views = views;
      copy.members = members;
      copy.copyMedia = copyMedia;
      copy.evaluations = evaluations;
      copy.filters = filters;
      copy.monitor = monitor;
      return new RunPage(copy);
    }
  }
}
