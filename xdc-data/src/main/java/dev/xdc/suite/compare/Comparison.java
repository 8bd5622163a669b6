package dev.xdc.suite.compare;

import ai.djl.Device;
import dev.xdc.Preset;
import dev.xdc.XdcModel;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.Modality;
import dev.xdc.clip.Seeds;
import dev.xdc.cluster.KMeans;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.Encoders;
import dev.xdc.encoder.Precision;
import dev.xdc.eval.EmbeddingSource;
import dev.xdc.eval.EvalProtocol;
import dev.xdc.eval.EvalResult;
import dev.xdc.eval.FineTune;
import dev.xdc.eval.LinearProbe;
import dev.xdc.eval.TransformChoice;
import dev.xdc.suite.compare.Row.Protocol;
import dev.xdc.suite.compare.WorkClock.Kind;
import dev.xdc.suite.run.Durations;
import dev.xdc.suite.run.HandCraftedBaseline;
import dev.xdc.suite.run.Pretraining;
import dev.xdc.suite.run.RunProgress;
import dev.xdc.suite.run.SharedBatch;
import dev.xdc.suite.run.TaskTimer;
import dev.xdc.suite.run.WorkMonitor;
import dev.xdc.train.Progress;
import dev.xdc.train.StreamTraining;
import dev.xdc.train.TrainingPlan;
import dev.xdc.train.XdcListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The paper's Table 1 in miniature: ways of training encoders, judged alike over several seeds.
 *
 * <p>What is done already is taken from the {@link ComparisonStore}. Of one seed, all rows start
 * from the same fresh weights, fine-tune on the same labels and read the same decoded clips. Each
 * evaluation loads the encoders anew, so that none disturbs another.
 */
public final class Comparison {
  private final ComparisonSettings settings;
  private final Preset preset;
  private final ClipDataset train;
  private final ClipDataset pretrained;
  private final ClipDataset test;
  private final ComparisonStore store;
  private final WorkMonitor output;
  private final ComparisonCost cost;
  private final HandCraftedBaseline handCrafted;
  private final WorkClock clock = new WorkClock();

  /** Compares on two labelled sets, which stay the caller's. */
  public Comparison(
      ComparisonSettings settings,
      ClipDataset train,
      ClipDataset test,
      ComparisonStore store,
      WorkMonitor output) {
    this.settings = settings;
    this.preset = settings.preset();
    this.train = train;
    this.pretrained = settings.pretrained(train);
    this.test = test;
    this.store = store;
    this.output = output;
    this.cost = new ComparisonCost(settings, train, test);
    this.handCrafted = new HandCraftedBaseline(preset);
  }

  private record Cell(Row row, long seed, Modality modality, Protocol protocol) {
    @Override
    public String toString() {
      return row + " seed " + seed + " " + modality + " " + protocol;
    }
  }

  /** Does what is missing and returns the table. */
  public ComparisonTable run() throws IOException {
    for (long seed : settings.seeds()) {
      for (Row row : settings.rows()) {
        List<Cell> missing = missing(row, seed);
        missing.forEach(
            cell -> clock.plan(cost.evaluation(cell.row, cell.modality, cell.protocol)));
        if (mustTrain(row, seed, missing)) {
          clock.plan(cost.training(row));
        }
      }
    }
    for (long seed : settings.seeds()) {
      for (Row row : settings.rows()) {
        List<Cell> missing = missing(row, seed);
        if (mustTrain(row, seed, missing)) {
          train(row, seed);
        }
        for (Cell cell : missing) {
          evaluate(cell);
        }
      }
    }
    return ComparisonTable.of(settings, store.lines());
  }

  private boolean mustTrain(Row row, long seed, List<Cell> missing) {
    boolean asked = !missing.isEmpty() || settings.protocols().isEmpty();
    return asked && row.isTrained() && !isTrained(row, seed);
  }

  private List<Cell> missing(Row row, long seed) {
    List<Cell> cells = new ArrayList<>();
    for (Protocol protocol : Protocol.values()) {
      for (Modality modality : Modality.values()) {
        if (settings.protocols().contains(protocol)
            && row.has(modality, protocol)
            && store.find(row, seed, protocol.toString(), modality.toString()).isEmpty()) {
          cells.add(new Cell(row, seed, modality, protocol));
        }
      }
    }
    return cells;
  }

  private boolean isTrained(Row row, long seed) {
    return store.find(row, seed, ComparisonStore.TRAINING, null).isPresent()
        && Files.isDirectory(Pretraining.model(store.run(row, seed)));
  }

  private void train(Row row, long seed) throws IOException {
    clock.begin(cost.training(row));
    TaskTimer timer = new TaskTimer();
    if (row.method() == null) {
      supervise(seed);
    } else {
      new Pretraining(
              row.method(),
              settings.pretraining(row.method()),
              seed,
              SharedBatch.of(settings.device()),
              Precision.FLOAT32,
              KMeans.standard(),
              trainer -> {})
          .run(
              pretrained,
              store.run(row, seed),
              List.of(),
              output,
              new PretrainingClock(row),
              watcher(row, seed));
    }
    clock.end();
    double seconds = timer.seconds();
    store.append(
        new ComparisonStore.Line(
            row.toString(), seed, ComparisonStore.TRAINING, null, null, null, null, seconds));
    output.line(
        String.format(
            Locale.ROOT,
            "%s seed %d trained in %s, %s",
            row,
            seed,
            Durations.text(seconds),
            Durations.left(clock.secondsLeft())));
  }

  private RunProgress watcher(Row row, long seed) {
    return new RunProgress(output, row + " seed " + seed, clock::secondsLeft, false);
  }

  /** Trains encoders on all labels, the upper end of what may be expected. */
  private void supervise(long seed) throws IOException {
    String learned = pretrained.origin().map(drawn -> " of " + drawn).orElse("");
    try (XdcModel model = fresh(seed, Map.of("fine-tuned on", "all labels" + learned))) {
      for (Modality modality : Modality.values()) {
        EvalResult result =
            new FineTune(preset.protocol(), preset.supervised())
                .run(
                    model.encoder(modality),
                    pretrained,
                    test,
                    seed,
                    watcher("supervised seed " + seed + " " + modality, modality));
        output.line("supervised seed " + seed + ", all labels: " + result);
      }
      model.save(Pretraining.model(store.run(Row.SUPERVISED, seed)));
    }
  }

  /** Fresh encoders with the weights that pretraining with this seed starts from. */
  private XdcModel fresh(long seed, Map<String, String> more) {
    Device device = settings.device();
    List<Encoder> encoders = new ArrayList<>();
    encoders.add(
        Encoders.of(preset.video(), preset.clip())
            .initialize(device, Seeds.stream(seed, "weights", 0)));
    encoders.add(
        Encoders.of(preset.audio(), preset.clip())
            .initialize(device, Seeds.stream(seed, "weights", 1)));
    Map<String, String> provenance = new LinkedHashMap<>(more);
    provenance.put("weights", "fresh, seed " + seed);
    return new XdcModel(preset.clip(), encoders, provenance);
  }

  private void evaluate(Cell cell) throws IOException {
    clock.begin(cost.evaluation(cell.row, cell.modality, cell.protocol));
    if (cell.row == Row.HAND_CRAFTED) {
      TransformChoice.Chosen source = handCrafted(cell);
      finish(cell, probe(cell, source), source.transform().toString());
      return;
    }
    Path folder = Pretraining.model(store.run(cell.row, cell.seed));
    EvalResult result;
    try (XdcModel model =
        cell.row.isTrained()
            ? XdcModel.load(folder, settings.device())
            : fresh(cell.seed, Map.of())) {
      Encoder encoder = model.encoder(cell.modality);
      result =
          cell.protocol == Protocol.PROBE
              ? probe(cell, EmbeddingSource.of(encoder))
              : fineTune(cell, encoder);
    }
    finish(cell, result, null);
  }

  /** The features without a network, in the form that does better on all training labels. */
  private TransformChoice.Chosen handCrafted(Cell cell) throws IOException {
    return handCrafted.source(
        cell.modality,
        train,
        IntStream.range(0, train.size()).toArray(),
        TransformChoice.Criterion.LINEAR_PROBE,
        preset.protocol(),
        done -> {});
  }

  /**
   * Keeps and reports a result.
   *
   * @param features how features were transformed; null for those of encoders
   */
  private void finish(Cell cell, EvalResult result, @Nullable String features) throws IOException {
    clock.end();
    store.append(
        new ComparisonStore.Line(
            cell.row.toString(),
            cell.seed,
            cell.protocol.toString(),
            cell.modality.toString(),
            result.top1(),
            result.top5(),
            result.clipTop1(),
            features,
            result.seconds()));
    output.line(
        String.format(
            Locale.ROOT,
            "%s: top-1 %.1f %% (clips %.1f %%) in %s, %s",
            cell,
            100 * result.top1(),
            100 * result.clipTop1(),
            Durations.text(result.seconds()),
            Durations.left(clock.secondsLeft())));
  }

  /** Probes by all labels, or by few where there is no network to fine-tune. */
  private EvalResult probe(Cell cell, EmbeddingSource source) throws IOException {
    long planned = 0;
    for (long clips : cost.evaluation(cell.row, cell.modality, cell.protocol)) {
      planned += clips;
    }
    long all = planned;
    long[] before = {0};
    EvalProtocol protocol =
        cell.protocol == Protocol.PROBE ? preset.protocol() : settings.fewLabels(cell.seed);
    return new LinearProbe(protocol)
        .run(
            source,
            train,
            test,
            done -> {
              clock.did(Kind.of(false, cell.modality), done - before[0]);
              before[0] = done;
              output.update(cell.toString(), done, all, clock.secondsLeft());
            });
  }

  private EvalResult fineTune(Cell cell, Encoder encoder) throws IOException {
    TrainingPlan plan = settings.tuning().plan(cell.modality, cost.fineTuned());
    return new FineTune(settings.fewLabels(cell.seed), plan)
        .run(encoder, train, test, cell.seed, watcher(cell.toString(), cell.modality));
  }

  private StreamTraining.Watcher watcher(String task, Modality modality) {
    return new StreamTraining.Watcher() {
      private long before;

      @Override
      public void onTrained(long done, long planned) {
        clock.did(Kind.of(true, modality), done - before);
        before = done;
        output.update(task, done, planned, clock.secondsLeft());
      }
    };
  }

  /** Measures how long the clips of a pretraining run take. */
  private final class PretrainingClock implements XdcListener {
    private final Row row;
    private String phase = "";
    private long before;

    PretrainingClock(Row row) {
      this.row = row;
    }

    @Override
    public void onProgress(Progress p) {
      String now = p.round() + " " + p.work() + " " + p.stream();
      if (!now.equals(phase)) {
        phase = now;
        before = 0;
      }
      Modality stream = p.stream().equals("audio") ? Modality.AUDIO : Modality.VIDEO;
      boolean training = p.work() == Progress.Work.TRAIN;
      clock.did(Kind.of(training, ComparisonCost.modality(row, stream)), p.done() - before);
      before = p.done();
    }
  }
}
