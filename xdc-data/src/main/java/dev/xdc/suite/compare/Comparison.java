package dev.xdc.suite.compare;

import dev.xdc.Preset;
import dev.xdc.XdcModel;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.Modality;
import dev.xdc.encoder.Encoder;
import dev.xdc.eval.EmbeddingSource;
import dev.xdc.eval.EvalProtocol;
import dev.xdc.eval.EvalResult;
import dev.xdc.eval.FineTune;
import dev.xdc.eval.LinearProbe;
import dev.xdc.eval.TransformChoice;
import dev.xdc.suite.compare.Row.Protocol;
import dev.xdc.suite.internal.HandCraftedBaseline;
import dev.xdc.suite.run.Durations;
import dev.xdc.suite.run.TaskTimer;
import dev.xdc.suite.run.WorkMonitor;
import dev.xdc.train.TrainingPlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
  private final ClipDataset test;
  private final ComparisonStore store;
  private final WorkMonitor output;
  private final ComparisonCost cost;
  private final HandCraftedBaseline handCrafted;
  private final WorkClock clock = new WorkClock();
  private final ComparisonProgress progress;
  private final ComparedEncoders encoders;

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
    this.test = test;
    this.store = store;
    this.output = output;
    this.cost = new ComparisonCost(settings, train, test);
    this.handCrafted = new HandCraftedBaseline(preset);
    this.progress = new ComparisonProgress(clock, output);
    this.encoders =
        new ComparedEncoders(settings, settings.pretrained(train), test, store, progress);
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
        && encoders.exist(row, seed);
  }

  private void train(Row row, long seed) throws IOException {
    clock.begin(cost.training(row));
    TaskTimer timer = new TaskTimer();
    encoders.train(row, seed);
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

  private void evaluate(Cell cell) throws IOException {
    clock.begin(cost.evaluation(cell.row, cell.modality, cell.protocol));
    if (cell.row == Row.HAND_CRAFTED) {
      TransformChoice.Chosen source = handCrafted(cell);
      finish(cell, probe(cell, source), source.transform().toString());
      return;
    }
    EvalResult result;
    try (XdcModel model = encoders.open(cell.row, cell.seed)) {
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
    EvalProtocol protocol =
        cell.protocol == Protocol.PROBE ? preset.protocol() : settings.fewLabels(cell.seed);
    return new LinearProbe(protocol)
        .run(source, train, test, progress.reading(cell.toString(), cell.modality, planned));
  }

  private EvalResult fineTune(Cell cell, Encoder encoder) throws IOException {
    TrainingPlan plan = settings.tuning().plan(cell.modality, cost.fineTuned());
    return new FineTune(settings.fewLabels(cell.seed), plan)
        .run(encoder, train, test, cell.seed, progress.training(cell.toString(), cell.modality));
  }
}
