package dev.xdc.suite;

import dev.xdc.clip.Labels;
import dev.xdc.clip.Modality;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.eval.FineTuneGrid.Selection;
import dev.xdc.suite.cost.CostEstimate;
import dev.xdc.suite.cost.DryRun;
import dev.xdc.suite.run.SharedBatch;
import dev.xdc.train.TrainingPlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the protocols of a suite that train at a grid of learning rates would do and take. The other
 * protocols have no schedule and are not estimated.
 *
 * @param runs whose encoders are judged
 */
public record SuiteCost(
    SuiteSettings settings,
    List<Modality> modalities,
    List<SuiteProtocol> protocols,
    List<EncoderRun> runs) {

  /**
   * What a protocol does with encoders that are trained alike.
   *
   * @param modalities those encoders
   * @param training all but the learning rate
   * @param grid one training for each learning rate
   * @param clipsPerEpoch of each training
   * @param stepsPerEpoch of each training
   */
  public record Plan(
      List<Modality> modalities,
      TrainingPlan training,
      List<Trial> grid,
      long clipsPerEpoch,
      long stepsPerEpoch) {}

  /**
   * A training at one learning rate.
   *
   * @param rate its base
   * @param atEnds the learning rate at the end of each epoch
   */
  public record Trial(double rate, List<Double> atEnds) {}

  /** Returns the protocols that train at a grid of learning rates. */
  public List<SuiteProtocol> trained() {
    return protocols.stream().filter(SuiteCost::isTrained).toList();
  }

  /** Returns the protocols that are not estimated. */
  public List<SuiteProtocol> untrained() {
    return protocols.stream().filter(protocol -> !isTrained(protocol)).toList();
  }

  /**
   * Returns what is known of a protocol before anything is measured.
   *
   * @param learned videos to learn from, in the first split
   * @return a plan for all encoders, or one for each if they are trained differently
   */
  public List<Plan> plans(SuiteProtocol protocol, int learned) {
    return alike(learned).stream().map(m -> plan(protocol, m, learned)).toList();
  }

  /** Estimates all trainings from some steps: together for encoders that are trained alike. */
  public List<CostEstimate> estimate(SuiteData data) throws IOException {
    List<SuiteProtocol> trained = trained();
    List<CostEstimate> estimates = new ArrayList<>();
    if (trained.isEmpty()) {
      return estimates;
    }
    SuiteData.Part first = data.parts().get(0);
    int learned = first.train().size();
    for (List<Modality> alike : alike(learned)) {
      List<DryRun.Work> works = new ArrayList<>();
      for (Modality modality : alike) {
        works.add(work(modality, trained, data.parts()));
      }
      estimates.add(
          dryRun(alike.get(0), learned).estimate(first.train(), works, data.cacheBytes()));
    }
    return estimates;
  }

  /** Groups encoders that are trained alike. */
  private List<List<Modality>> alike(int learned) {
    return List.copyOf(
        modalities.stream()
            .collect(
                Collectors.groupingBy(
                    modality -> settings.plan(modality, learned),
                    LinkedHashMap::new,
                    Collectors.toList()))
            .values());
  }

  private Plan plan(SuiteProtocol protocol, List<Modality> alike, int learned) {
    Modality modality = alike.get(0);
    TrainingPlan plan = settings.plan(modality, learned);
    DryRun dryRun = dryRun(modality, learned);
    long perEpoch = perEpoch(modality, learned);
    long steps = dryRun.steps(perEpoch);
    List<Trial> grid = new ArrayList<>();
    for (double rate : rates(protocol, modality)) {
      grid.add(new Trial(rate, dryRun.rates(plan.schedule().withBaseRate(rate), steps)));
    }
    return new Plan(alike, plan, grid, perEpoch, steps);
  }

  private static boolean isTrained(SuiteProtocol protocol) {
    return protocol == SuiteProtocol.FC || protocol == SuiteProtocol.FULL;
  }

  private List<Double> rates(SuiteProtocol protocol, Modality modality) {
    return protocol == SuiteProtocol.FC ? settings.fcRates(modality) : settings.fullRates(modality);
  }

  private long perEpoch(Modality modality, int learned) {
    int clips = settings.plan(modality, learned).clipsPerEpoch();
    return clips == 0 ? learned : clips;
  }

  private DryRun dryRun(Modality modality, int learned) {
    return new DryRun(
        settings.clip(),
        settings.plan(modality, learned),
        settings.protocol().seed(),
        SharedBatch.of(settings.device()),
        settings.precision());
  }

  /** All of an encoder; a frozen one passes clips in inference mode, for all rates at once. */
  private DryRun.Work work(
      Modality modality, List<SuiteProtocol> trained, List<SuiteData.Part> parts)
      throws IOException {
    long training = 0;
    long passed = 0;
    for (SuiteData.Part part : parts) {
      int videos = part.train().size();
      int epochs = settings.plan(modality, videos).schedule().epochs();
      long learned = epochs * perEpoch(modality, videos);
      long tested = (long) part.test().size() * settings.protocol().testClips();
      for (SuiteProtocol protocol : trained) {
        int rates = rates(protocol, modality).size();
        boolean again = rates > 1 && settings.selection() == Selection.HELD_OUT;
        if (protocol == SuiteProtocol.FC) {
          passed += (again ? 2 : 1) * (learned + tested);
        } else {
          training += (again ? rates + 1 : rates) * learned;
          passed += (again ? rates + 1 : rates) * tested;
        }
      }
    }
    Labels labels = parts.get(0).train().labels().orElseThrow();
    return new DryRun.Work(
        spec(modality), List.of(labels.count()), runs.size() * training, runs.size() * passed);
  }

  private EncoderSpec spec(Modality modality) throws IOException {
    try (Encoder encoder = runs.get(0).open(modality, settings)) {
      return encoder
          .spec()
          .orElseThrow(() -> new IllegalStateException("a model's encoders have recipes"));
    }
  }
}
