package dev.xdc.suite;

import dev.xdc.clip.Labels;
import dev.xdc.clip.Modality;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.eval.FineTuneGrid.Selection;
import dev.xdc.suite.cost.DryRun;
import dev.xdc.suite.run.SharedBatch;
import dev.xdc.train.TrainingPlan;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What the protocols of a suite that train at a grid of learning rates would do and cost. */
public record SuiteCost(
    SuiteSettings settings,
    List<Modality> modalities,
    List<SuiteProtocol> protocols,
    List<EncoderRun> runs,
    PrintWriter out) {

  /** Prints schedules and cost; nothing else is done. */
  public void print(SuiteData data) throws IOException {
    List<SuiteProtocol> trained = protocols.stream().filter(SuiteCost::isTrained).toList();
    int[] learned = data.parts().stream().mapToInt(part -> part.train().size()).toArray();
    trained.forEach(protocol -> printPlan(protocol, learned));
    if (trained.size() < protocols.size()) {
      out.printf(
          "without a schedule, and not estimated: %s%n",
          protocols.stream()
              .filter(protocol -> !isTrained(protocol))
              .map(SuiteProtocol::toString)
              .collect(Collectors.joining(", ")));
    }
    for (List<Modality> alike : alike(learned[0])) {
      List<DryRun.Work> works = new ArrayList<>();
      for (Modality modality : alike) {
        works.add(work(modality, trained, data.parts()));
      }
      if (!trained.isEmpty()) {
        dryRun(alike.get(0), learned[0])
            .printCost(
                data.parts().get(0).train(), works, DryRun.Beside.decoded(data.cacheBytes()));
      }
    }
    out.flush();
  }

  /**
   * Prints the schedule of each learning rate of a protocol, before anything is measured.
   *
   * @param learned videos to learn from, of each split
   */
  public void printPlan(SuiteProtocol protocol, int... learned) {
    List<List<Modality>> different = alike(learned[0]);
    for (List<Modality> alike : different) {
      String which = different.size() == 1 ? "" : " " + alike.get(0);
      printPlan(protocol + which, protocol, alike.get(0), learned);
    }
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

  private void printPlan(String name, SuiteProtocol protocol, Modality modality, int... learned) {
    TrainingPlan plan = settings.plan(modality, learned[0]);
    List<Double> rates = rates(protocol, modality);
    out.printf(
        Locale.ROOT,
        "%s: %d rates, selected on %s; %d splits of %s to learn from, %d runs%n%s%n",
        name,
        rates.size(),
        settings.selection(),
        learned.length,
        Arrays.stream(learned)
            .mapToObj(n -> String.format(Locale.ROOT, "%,d", n))
            .collect(Collectors.joining(", ")),
        runs.size(),
        plan);
    DryRun dryRun = dryRun(modality, learned[0]);
    long perEpoch = perEpoch(modality, learned[0]);
    long steps = dryRun.steps(perEpoch);
    for (double rate : rates) {
      dryRun.printRatesInALine(plan.schedule().withBaseRate(rate), steps);
    }
    out.printf(
        Locale.ROOT,
        "%d epochs of %,d clips, %,d steps each%n",
        plan.schedule().epochs(),
        perEpoch,
        steps);
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
        settings.precision(),
        out);
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
