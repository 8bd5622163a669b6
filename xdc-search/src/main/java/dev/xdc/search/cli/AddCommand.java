package dev.xdc.search.cli;

import dev.xdc.XdcModel;
import dev.xdc.cli.option.ModalityOption;
import dev.xdc.cli.output.ProgressOutput;
import dev.xdc.clip.Modality;
import dev.xdc.data.reader.MediaList;
import dev.xdc.eval.CrossModalMap;
import dev.xdc.search.EntryRule;
import dev.xdc.search.SearchIndex;
import dev.xdc.search.VideoIndexing;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Embeds videos into an index. */
@Command(
    name = "add",
    description =
        "Embeds the videos that are not in the index yet, or whose file has changed. Resumes"
            + " when it is started again after a stop.")
final class AddCommand implements Callable<Integer> {

  /** Fewer pairs of picture and sound say little of how both go together. */
  private static final int LEAST_PAIRS = 20;

  /** So many are enough, and take a minute at most. */
  private static final int MOST_PAIRS = 20_000;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private IndexFolder index = new IndexFolder();
  @Mixin private AddedVideos videos = new AddedVideos();
  @Mixin private SearchModel model = new SearchModel();
  @Mixin private ModalityOption modality = new ModalityOption();

  @Option(
      names = "--fit-map",
      description = "Fit the map between picture and sound again; the first fit needs no option.")
  private boolean fitMap;

  AddCommand() {}

  @Override
  public Integer call() throws IOException {
    MediaList list = videos.list();
    try (ProgressOutput progress = ProgressOutput.to(spec.commandLine().getErr());
        XdcModel loaded = model.load()) {
      List<Modality> asked = modality.modalities();
      List<Modality> present =
          asked.size() == 1 ? asked : asked.stream().filter(loaded::has).toList();
      var encoders = model.encoders(loaded, present, progress);
      try (SearchIndex open = SearchIndex.open(index.folder(), model.identity(loaded))) {
        EntryRule rule = new EntryRule(model.clips(open, index.folder()), videos.cut());
        open.rule()
            .filter(before -> !before.cut().equals(rule.cut()))
            .ifPresent(
                before ->
                    progress.line(
                        "note: the last entries are " + before.cut() + ", these " + rule.cut()));
        VideoIndexing.Report done =
            new VideoIndexing(open, encoders, rule, progress)
                .add(
                    list, (some, required) -> videos.open(list, some, loaded.clipSpec(), required));
        fitMap(open, progress);
        open.merge();
        print(done, open.size());
      }
    }
    return 0;
  }

  private void fitMap(SearchIndex open, ProgressOutput progress) throws IOException {
    int pairs = open.pairs();
    if (fitMap || (open.map().isEmpty() && pairs >= LEAST_PAIRS)) {
      CrossModalMap map = open.fitMap(MOST_PAIRS, 1);
      progress.line(
          String.format(
              Locale.ROOT,
              "map between picture and sound fitted to %d videos, first correlation %.2f",
              Math.min(pairs, MOST_PAIRS),
              map.correlations()[0]));
    }
  }

  private void print(VideoIndexing.Report done, int size) {
    spec.commandLine()
        .getOut()
        .printf(
            Locale.ROOT,
            "%d added, %d updated, %d unchanged%s; the index holds %d%n",
            done.added(),
            done.updated(),
            done.unchanged(),
            done.unreadable() == 0 ? "" : ", " + done.unreadable() + " unreadable",
            size);
    spec.commandLine().getOut().flush();
  }
}
