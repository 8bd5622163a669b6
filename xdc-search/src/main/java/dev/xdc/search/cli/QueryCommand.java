package dev.xdc.search.cli;

import dev.xdc.XdcModel;
import dev.xdc.cli.option.JsonOption;
import dev.xdc.cli.option.Ranges;
import dev.xdc.cli.output.Csv;
import dev.xdc.cli.output.ProgressOutput;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.Modality;
import dev.xdc.data.media.FileNames;
import dev.xdc.data.reader.MediaDataset;
import dev.xdc.data.reader.MediaList;
import dev.xdc.encoder.Encoder;
import dev.xdc.eval.ClipFeatures;
import dev.xdc.internal.file.Unfinished;
import dev.xdc.search.Hit;
import dev.xdc.search.SearchFilter;
import dev.xdc.search.SearchIndex;
import dev.xdc.search.SearchQuery;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks an index. */
@Command(
    name = "query",
    description =
        "Finds the videos of an index whose picture or sound is most similar to that of a file, as"
            + " CSV. Works while the index is being written.")
final class QueryCommand implements Callable<Integer> {

  /** Clips per pass through the encoder; does not change the result. */
  private static final int BATCH = 32;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "CLIP",
      showDefaultValue = Visibility.NEVER,
      description = "The query: a media file, or a segment of one such as talk.mp4#t=120,130.")
  private String clip = "";

  @Mixin private IndexFolder index = new IndexFolder();
  @Mixin private SearchModel model = new SearchModel();
  @Mixin private JsonOption json = new JsonOption();

  @Option(
      names = "--by",
      paramLabel = "SENSE",
      description = "What of the query to compare: ${COMPLETION-CANDIDATES}.")
  private Sense by = Sense.PICTURE;

  @Option(
      names = "--for",
      paramLabel = "SENSE",
      description =
          "What of the videos to compare it with: ${COMPLETION-CANDIDATES}; the same as --by by default.")
  private @Nullable Sense target;

  @Option(
      names = "--top",
      converter = Ranges.AtLeastOne.class,
      paramLabel = "N",
      description = "Number of videos to find.")
  private int top = 10;

  @Option(names = "--label", paramLabel = "LABEL", description = "Only videos of this label.")
  private @Nullable String label;

  @Option(
      names = "--path-prefix",
      paramLabel = "PATH",
      description = "Only videos whose file path begins with this.")
  private @Nullable String pathPrefix;

  @Option(
      names = "--from",
      paramLabel = "SECONDS",
      description = "Only segments that end after this time of their file.")
  private @Nullable Double from;

  @Option(
      names = "--to",
      paramLabel = "SECONDS",
      description = "Only segments that begin before this time of their file.")
  private @Nullable Double to;

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description = "Write the CSV to a file instead of standard output.")
  private @Nullable Path csv;

  QueryCommand() {}

  @Override
  public Integer call() throws IOException {
    Modality asked = by.modality();
    Modality wanted = target == null ? asked : target.modality();
    SearchFilter filter = filter();
    MediaList file = MediaList.ofPaths(List.of(clip));
    List<Hit> hits;
    try (ProgressOutput progress = ProgressOutput.to(spec.commandLine().getErr());
        SearchIndex open = SearchIndex.openForQueries(index.folder());
        XdcModel loaded = model.load()) {
      open.require(model.identity(loaded));
      Encoder encoder = model.encoders(loaded, List.of(asked), progress).get(0);
      float[] vector = embed(encoder, loaded, file, model.clips(open, index.folder()));
      hits = open.search(new SearchQuery(vector, asked, wanted, top, filter));
    }
    write(hits);
    json.write(
        Map.of("query", clip, "by", asked.toString(), "for", wanted.toString(), "hits", hits));
    return 0;
  }

  private SearchFilter filter() {
    SearchFilter filter =
        SearchFilter.ALL.withTime(
            from == null ? Double.NEGATIVE_INFINITY : from,
            to == null ? Double.POSITIVE_INFINITY : to);
    if (label != null) {
      filter = filter.withLabel(label);
    }
    return pathPrefix == null ? filter : filter.withPathPrefix(absolute(pathPrefix));
  }

  /** The index holds real paths; a separator at the end counts. */
  private static String absolute(String prefix) {
    String path = FileNames.real(Path.of(prefix)).toString();
    String separator = Path.of(prefix).getFileSystem().getSeparator();
    boolean folder = prefix.endsWith("/") || prefix.endsWith(separator);
    return folder && !path.endsWith(separator) ? path + separator : path;
  }

  private float[] embed(Encoder encoder, XdcModel loaded, MediaList file, int clips)
      throws IOException {
    try (MediaDataset video =
        MediaDataset.builder()
            .setFiles(file)
            .setSpec(loaded.clipSpec())
            .optRequire(Set.of(encoder.modality()))
            .build()) {
      ClipFeatures feature =
          ClipFeatures.extract(
                  ClipFeatures.Kind.POOLED,
                  encoder,
                  video,
                  ClipRequest.uniform(0, clips),
                  BATCH,
                  done -> {})
              .videoMeans();
      if (feature.rows().length == 0) {
        throw new IOException("no clip of " + clip + " could be read: check the file");
      }
      return feature.rows()[0];
    }
  }

  private void write(List<Hit> hits) throws IOException {
    List<String> lines = new ArrayList<>(List.of("rank,id,file,start,end,label,similarity"));
    for (int i = 0; i < hits.size(); i++) {
      Hit hit = hits.get(i);
      lines.add(
          String.format(
              Locale.ROOT,
              "%d,%s,%s,%.3f,%.3f,%s,%.6f",
              i + 1,
              Csv.quoted(hit.id()),
              Csv.quoted(hit.file()),
              hit.startSeconds(),
              hit.endSeconds(),
              hit.label() == null ? "" : Csv.quoted(hit.label()),
              hit.similarity()));
    }
    if (csv != null) {
      Unfinished.write(csv, lines);
      return;
    }
    lines.forEach(spec.commandLine().getOut()::println);
    spec.commandLine().getOut().flush();
  }
}
