package dev.xdc.suite;

import dev.xdc.clip.Modality;
import dev.xdc.encoder.Encoder;
import dev.xdc.eval.ClipFeatures;
import dev.xdc.eval.EmbeddingSource;
import dev.xdc.eval.EvalProtocol;
import dev.xdc.eval.FineTuneGrid;
import dev.xdc.eval.SvmProbe;
import dev.xdc.suite.run.Durations;
import dev.xdc.suite.run.WorkMonitor;
import dev.xdc.suite.store.ResultStore;
import dev.xdc.train.StreamTraining;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntConsumer;

/** Judges encoders on every split of a suite by some protocols, as far as that is not done yet. */
public final class SuiteRun {
  private final SuiteSettings settings;
  private final SuiteData data;
  private final SuiteWork work;
  private final ResultStore<SuiteLine> store;
  private final WorkMonitor output;
  private final CellClock clock = new CellClock();
  private final SuiteFeatures features;

  /**
   * Sets up the work; nothing is computed yet.
   *
   * @param data files and splits, which stay the caller's
   * @param work what is judged, and how
   * @param store keeps the results; what it holds is not computed again
   * @param output sees the progress
   */
  public SuiteRun(
      SuiteSettings settings,
      SuiteData data,
      SuiteWork work,
      ResultStore<SuiteLine> store,
      WorkMonitor output) {
    this.settings = settings;
    this.data = data;
    this.work = work;
    this.store = store;
    this.output = output;
    features = new SuiteFeatures(settings);
  }

  /**
   * Does what is missing and returns all lines.
   *
   * @throws IllegalStateException if the folder holds results of a model that has other weights now
   */
  public List<SuiteLine> run() throws IOException {
    store.lines().forEach(this::requireSameWeights);
    List<SuiteCell> missing =
        cells().stream().filter(c -> store.lines().stream().noneMatch(c::is)).toList();
    missing.forEach(cell -> clock.plan(cell.kind()));
    for (SuiteCell cell : missing) {
      clock.begin(cell.kind());
      List<SuiteLine> lines = evaluate(cell);
      double seconds = clock.end();
      for (SuiteLine line : lines) {
        store.append(line.in(seconds / lines.size()));
      }
      SuiteLine first = lines.get(0);
      output.line(
          cell
              + ": "
              + SuiteLine.text(first.scores())
              + String.format(
                  Locale.ROOT,
                  " in %s, %s",
                  Durations.text(seconds),
                  Durations.left(clock.secondsLeft(0))));
    }
    return store.lines();
  }

  private void requireSameWeights(SuiteLine line) {
    for (EncoderRun run : work.runs()) {
      String now = run.weights();
      if (now != null && line.run().equals(run.toString()) && !now.equals(line.weights())) {
        throw new IllegalStateException(
            "%s holds results of %s with other weights (were %s, now %s): choose another folder"
                .formatted(
                    store.folder(),
                    run,
                    line.weights() == null ? "not noted by an older version" : line.weights(),
                    now));
      }
    }
  }

  private List<SuiteCell> cells() {
    List<SuiteCell> cells = new ArrayList<>();
    List<EncoderRun> runs = work.runs();
    List<Modality> modalities = work.modalities();
    for (SuiteProtocol protocol : work.protocols()) {
      for (int i = 0; i < runs.size(); i++) {
        EncoderRun run = runs.get(i);
        boolean repeats =
            i > 0
                && (run.model() == null
                    ? settings.kind().equals(SuiteKind.HAND_CRAFTED)
                    : run.model().equals(runs.get(i - 1).model()));
        if (repeats && !protocol.variesWithSeed()) {
          continue;
        }
        for (SuiteData.Part part : data.parts()) {
          if (protocol == SuiteProtocol.RETRIEVAL) {
            cells.add(new SuiteCell(protocol, modalities, part, run));
          } else {
            modalities.forEach(m -> cells.add(new SuiteCell(protocol, List.of(m), part, run)));
          }
        }
      }
    }
    return cells;
  }

  private List<SuiteLine> evaluate(SuiteCell cell) throws IOException {
    if (cell.protocol() == SuiteProtocol.FULL) {
      return List.of(full(cell));
    }
    if (settings.kind().equals(SuiteKind.HAND_CRAFTED)) {
      return cell.lines(
          features.handCrafted(
              cell.protocol(),
              cell.modalities(),
              cell.part(),
              cell.run().seed(),
              reading(cell, settings.protocol())));
    }
    List<Encoder> encoders = new ArrayList<>();
    try {
      for (Modality m : cell.modalities()) {
        encoders.add(cell.run().open(m, settings));
      }
      return cell.protocol().usesFeaturesOnly()
          ? cell.lines(
              features.judge(
                  cell.protocol(),
                  encoders.stream().map(EmbeddingSource::of).toList(),
                  cell.part(),
                  cell.run().seed(),
                  reading(cell, settings.protocol())))
          : List.of(frozen(cell, encoders.get(0)));
    } finally {
      encoders.forEach(Encoder::close);
    }
  }

  private SuiteLine full(SuiteCell cell) throws IOException {
    Modality modality = cell.modality();
    List<Double> rates = settings.fullRates(modality);
    return cell.line(
        grid(cell, rates)
            .full(
                () -> cell.run().open(modality, settings),
                cell.part().train(),
                cell.part().test(),
                cell.part().groups(),
                cell.run().seed(),
                new Trainings(cell, rates.size())));
  }

  private SuiteLine frozen(SuiteCell cell, Encoder encoder) throws IOException {
    SuiteData.Part part = cell.part();
    EvalProtocol protocol = settings.protocol().withLabelsPerClass(0, cell.run().seed());
    return switch (cell.protocol()) {
      case FC ->
          cell.line(
              grid(cell, settings.fcRates(cell.modality()))
                  .fcOnly(
                      encoder,
                      part.train(),
                      part.test(),
                      part.groups(),
                      cell.run().seed(),
                      new Trainings(cell, 1)));
      case SVM -> {
        EvalProtocol clips = protocol.withClips(settings.svmClips(), settings.svmClips());
        SvmProbe.Outcome outcome =
            new SvmProbe(
                    clips, ClipFeatures.Kind.LAST_STAGE, SvmProbe.CANDIDATES, settings.svmSolver())
                .run(encoder, part.train(), part.test(), part.groups(), reading(cell, clips));
        yield cell.line(SuiteLine.scores(outcome.result()), Map.of("C", outcome.c()));
      }
      case FULL, PROBE, FEW_LABELS, RETRIEVAL, CLUSTERS ->
          throw new IllegalStateException(cell.protocol() + " is done elsewhere");
    };
  }

  private FineTuneGrid grid(SuiteCell cell, List<Double> rates) {
    return new FineTuneGrid(
        settings.protocol(),
        settings.plan(cell.modality(), cell.part().train().size()),
        rates,
        settings.selection());
  }

  private IntConsumer reading(SuiteCell cell, EvalProtocol protocol) {
    long planned =
        cell.modalities().size()
            * ((long) cell.part().train().size() * protocol.trainClips()
                + (long) cell.part().test().size() * protocol.testClips());
    return done ->
        output.update(
            cell.toString(),
            done,
            planned,
            clock.secondsLeft(Math.min(1, done / (double) planned)));
  }

  /** Counts the clips of several trainings, one after the other. */
  private final class Trainings implements StreamTraining.Watcher {
    private final SuiteCell cell;
    private final int trainings;
    private int complete;
    private long before;

    Trainings(SuiteCell cell, int rates) {
      this.cell = cell;
      trainings = rates + (settings.selection() == FineTuneGrid.Selection.HELD_OUT ? 1 : 0);
    }

    @Override
    public void onTrained(long done, long planned) {
      if (done < before) {
        complete++;
      }
      before = done;
      long all = planned * trainings;
      long sofar = Math.min(all, complete * planned + done);
      output.update(cell.toString(), sofar, all, clock.secondsLeft(sofar / (double) all));
    }
  }
}
