package dev.xdc.suite.compare;

import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.Modality;
import dev.xdc.suite.compare.Row.Protocol;
import dev.xdc.suite.run.LearningSigns;
import dev.xdc.suite.run.Pretraining;
import dev.xdc.suite.run.Tuning;
import dev.xdc.suite.run.WorkMonitor;
import dev.xdc.train.TrainingClips;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Settings of pretraining, compared by the signs of their runs that need no labels. Each is a
 * {@link Comparison} of one method in a folder of its own, so that it resumes where it was stopped.
 *
 * @param settings what to compare
 * @param shared all else that decides a run: one row, seeds, device; its preset and protocols are
 *     not used
 * @param out folder of all
 * @param data names the data for the folders
 */
public record Sweep(
    List<SweepSetting> settings, ComparisonSettings shared, Path out, Map<String, String> data) {

  /**
   * Does what is missing and returns the table.
   *
   * @param test labelled as {@code train} then is; null to use no labels
   * @throws IllegalArgumentException if a setting has more clusters than there are clips, before
   *     anything is trained
   */
  public SweepTable run(ClipDataset train, @Nullable ClipDataset test, WorkMonitor progress)
      throws IOException {
    ClipDataset pretrained = compared(settings.get(0), test).pretrained(train);
    for (SweepSetting setting : settings) {
      Pretraining.checkClusters(
          setting.preset(),
          TrainingClips.of(pretrained, setting.preset().config(), shared.seeds().get(0))
              .training(new BitSet())
              .length);
    }
    List<SweepTable.Row> rows = new ArrayList<>();
    for (SweepSetting setting : settings) {
      progress.line(setting.name());
      rows.add(one(setting, train, test, progress));
    }
    return new SweepTable(rows);
  }

  private SweepTable.Row one(
      SweepSetting setting, ClipDataset train, @Nullable ClipDataset test, WorkMonitor progress)
      throws IOException {
    ComparisonSettings compared = compared(setting, test);
    Map<String, String> fingerprint = compared.fingerprint();
    fingerprint.putAll(data);
    ComparisonStore store = new ComparisonStore(out.resolve(setting.folder()), fingerprint);
    ComparisonTable table =
        new Comparison(compared, train, test == null ? train : test, store, progress).run();
    Row row = shared.rows().get(0);
    List<LearningSigns> signs = new ArrayList<>();
    for (long seed : shared.seeds()) {
      signs.add(LearningSigns.of(store.run(row, seed)));
    }
    return SweepTable.Row.of(
        setting.name(),
        signs,
        value(table.mean(row, Modality.VIDEO, Protocol.PROBE)),
        value(table.mean(row, Modality.AUDIO, Protocol.PROBE)),
        table.training().stream().mapToDouble(ComparisonTable.Training::seconds).sum());
  }

  private ComparisonSettings compared(SweepSetting setting, @Nullable ClipDataset test) {
    return shared.toBuilder()
        .setPreset(setting.preset())
        .optProtocols(test == null ? Set.of() : Set.of(Protocol.PROBE))
        .optTuning(Tuning.of(setting.preset()))
        .optLabelsPerClass(1)
        .build();
  }

  private static @Nullable Double value(OptionalDouble mean) {
    return mean.isPresent() ? Double.valueOf(mean.getAsDouble()) : null;
  }
}
