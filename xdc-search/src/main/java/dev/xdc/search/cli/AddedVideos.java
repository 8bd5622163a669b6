package dev.xdc.search.cli;

import dev.xdc.cli.option.Ranges;
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

  @Option(
      names = "--segment-seconds",
      converter = Ranges.Positive.class,
      paramLabel = "SECONDS",
      description = "Cut longer videos into segments of this length, each an entry of its own.")
  private @Nullable Double segmentSeconds;

  @Option(
      names = "--decode-threads",
      converter = Ranges.AtLeastOne.class,
      paramLabel = "N",
      description = "Threads that decode; the number of cores unless given.")
  private @Nullable Integer decodeThreads;

  @Option(
      names = "--max-failures",
      paramLabel = "SHARE",
      description = "Share of files and clips that may fail before the command stops, 0 to 1.")
  private double maxFailureShare = 0.5;

  MediaList list() throws IOException {
    return MediaList.of(source);
  }

  /** Opens some of the videos; what {@code xdc index} knows of them is used. */
  MediaDataset open(MediaList some, ClipSpec spec, Set<Modality> required) throws IOException {
    MediaDataset.Builder builder =
        MediaDataset.builder()
            .setFiles(some)
            .setSpec(spec)
            .optRequire(required)
            .optMaxFailureShare(maxFailureShare);
    if (decodeThreads != null) {
      builder.optDecodeThreads(decodeThreads);
    }
    if (segmentSeconds != null) {
      builder.optSegments(SegmentRule.of(segmentSeconds));
    }
    return builder.build();
  }
}
