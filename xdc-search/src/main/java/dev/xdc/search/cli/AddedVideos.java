package dev.xdc.search.cli;

import dev.xdc.cli.option.Ranges;
import dev.xdc.cli.option.SegmentOptions;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.data.index.SegmentRule;
import dev.xdc.data.reader.MediaDataset;
import dev.xdc.data.reader.MediaList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The videos to add, and how they are read. {@link dev.xdc.cli.option.DataOptions} has an option
 * {@code --index} of another meaning.
 */
final class AddedVideos {

  @Option(
      names = "--data",
      required = true,
      showDefaultValue = Visibility.NEVER,
      paramLabel = "CSV_OR_FOLDER",
      description = "Videos: a CSV file with a column path, a folder, an index of them, or shards.")
  private Path source = Path.of("");

  @Mixin private SegmentOptions segments = new SegmentOptions();

  @Option(
      names = "--decode-threads",
      converter = Ranges.AtLeastOne.class,
      paramLabel = "N",
      description = "Threads that decode; the number of cores by default.")
  private @Nullable Integer decodeThreads;

  @Option(
      names = "--max-failures",
      paramLabel = "SHARE",
      description = "Share of files and clips that may fail before the command stops, 0 to 1.")
  private double maxFailureShare = 0.5;

  MediaList list() throws IOException {
    return MediaList.of(source);
  }

  /** Returns how files are cut; null if they stay whole. */
  @Nullable SegmentRule cut() {
    return segments.rule();
  }

  /**
   * Opens some of the videos.
   *
   * @param all the list they are of: if it is an index of media files, none of them is probed
   */
  MediaDataset open(MediaList all, MediaList some, ClipSpec spec, Set<Modality> required)
      throws IOException {
    MediaDataset.Builder builder =
        MediaDataset.builder()
            .setFiles(some)
            .setSpec(spec)
            .optRequire(required)
            .optMaxFailureShare(maxFailureShare);
    all.index().ifPresent(builder::optIndex);
    if (decodeThreads != null) {
      builder.optDecodeThreads(decodeThreads);
    }
    SegmentRule rule = segments.rule();
    if (rule != null) {
      builder.optSegments(rule);
    }
    return builder.build();
  }
}
