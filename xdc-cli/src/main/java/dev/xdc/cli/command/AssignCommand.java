package dev.xdc.cli.command;

import dev.xdc.AssignedItems;
import dev.xdc.XdcModel;
import dev.xdc.cli.option.DataOptions;
import dev.xdc.cli.option.DeviceOption;
import dev.xdc.cli.option.ModalityOption;
import dev.xdc.cli.option.PrecisionOption;
import dev.xdc.cli.option.TableOptions;
import dev.xdc.cli.output.CoverageText;
import dev.xdc.cli.output.ProgressOutput;
import dev.xdc.clip.Modality;
import dev.xdc.data.reader.MediaDataset;
import dev.xdc.data.reader.MediaList;
import dev.xdc.encoder.Precision;
import dev.xdc.internal.Count;
import dev.xdc.suite.clusters.AssignmentTable;
import dev.xdc.suite.run.Pretraining;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Finds the cluster of each video. */
@Command(
    name = "assign",
    description = {
      "Finds the cluster of each video in the clustering that a model keeps, for the videos of its run or for new ones.",
      "Prints CSV with the distances to the centroid and to the next one, unless a file is given."
    })
public final class AssignCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ModalityOption modality = new ModalityOption();
  @Mixin private DataOptions data = new DataOptions();
  @Mixin private DeviceOption device = new DeviceOption();
  @Mixin private PrecisionOption precision = new PrecisionOption();
  @Mixin private TableOptions table = new TableOptions();

  @ArgGroup(multiplicity = "1")
  private Clustered clustered = new Clustered();

  /** Whose clusters they are. */
  private static final class Clustered {
    @Option(
        names = "--run",
        paramLabel = "DIR",
        description =
            "Folder of a finished run, the --out of xdc pretrain; its model is in DIR/final.")
    private @Nullable Path run;

    @Option(
        names = "--model",
        paramLabel = "DIR",
        description = "Folder of a model, such as the folder final of a run.")
    private @Nullable Path model;
  }

  @Option(
      names = "--data",
      showDefaultValue = Visibility.NEVER,
      paramLabel = "CSV_OR_FOLDER",
      description = "Videos to assign; with --run, those of its run.yaml by default.")
  private @Nullable Path source;

  AssignCommand() {}

  @Override
  public Integer call() throws IOException {
    Path folder = folder();
    try (ProgressOutput progress = ProgressOutput.to(spec.commandLine().getErr());
        XdcModel model = XdcModel.load(folder, device.device())) {
      modality.modalities().forEach(m -> ModelClusters.require(folder, model, m));
      Precision computed = precision.measured(device.device(), progress);
      try (MediaDataset videos = videos(model)) {
        ModelClusters clusters = new ModelClusters(folder, model, videos, progress);
        List<AssignedItems> assigned = new ArrayList<>();
        for (Modality m : modality.modalities()) {
          model.encoder(m).optPrecision(computed);
          assigned.add(clusters.assign(m));
        }
        write(assigned, videos);
      }
    }
    return 0;
  }

  private Path folder() {
    Path run = clustered.run;
    if (run == null) {
      return Objects.requireNonNull(clustered.model);
    }
    Path folder = Pretraining.model(run);
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException(
          run
              + " holds no model in "
              + folder.getFileName()
              + ": resume the run and let it finish first");
    }
    return folder;
  }

  private MediaDataset videos(XdcModel model) throws IOException {
    Path run = clustered.run;
    if (run != null) {
      RunVideos.cutAsIn(data, run);
    }
    if (source != null) {
      return data.open(MediaList.of(source), model.clipSpec(), modality.required());
    }
    if (run == null) {
      throw new ParameterException(
          spec.commandLine(), "--model needs --data: the videos to assign");
    }
    return RunVideos.open(data, run, null, model.clipSpec());
  }

  private void write(List<AssignedItems> assigned, MediaDataset videos) throws IOException {
    PrintWriter results = spec.commandLine().getOut();
    if (!table.write(new AssignmentTable(assigned), results)) {
      CoverageText.print(videos, spec.commandLine().getErr()); // the table stays clean
      return;
    }
    for (AssignedItems items : assigned) {
      results.printf(
          "%s in the %d clusters of the %s clustering %s%n",
          Count.of(items.size(), items.clustering().clips().eachClip() ? "clip" : "video"),
          items.clustering().k(),
          items.clustering().modality(),
          items.clustering().hash());
    }
    CoverageText.print(videos, results);
  }
}
