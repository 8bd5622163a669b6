package dev.xdc.examples;

import ai.djl.Device;
import dev.xdc.Preset;
import dev.xdc.clip.SyntheticClips;
import dev.xdc.suite.compare.Comparison;
import dev.xdc.suite.compare.ComparisonSettings;
import dev.xdc.suite.compare.ComparisonStore;
import dev.xdc.suite.compare.ComparisonTable;
import dev.xdc.suite.compare.Row;
import dev.xdc.suite.run.WorkMonitor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/** Compares methods over several seeds: the paper's Table 1 in miniature. */
public final class CompareMethods {
  private CompareMethods() {}

  /** Arguments: a folder for results and models, rounds. */
  public static void main(String... args) throws IOException {
    int rounds = Integer.parseInt(args[1]);
    // begin
    Preset tiny = Preset.tiny();
    Preset preset =
        tiny.withClusters(6).withConfig(tiny.config().toBuilder().optRounds(rounds).build());
    ComparisonSettings settings =
        ComparisonSettings.builder()
            .setPreset(preset)
            .setRows(Row.RANDOM, Row.SDC, Row.XDC)
            .optProtocols(Set.of(Row.Protocol.PROBE))
            .optSeeds(1, 2)
            .optDevice(Device.cpu())
            .build();
    try (SyntheticClips train = new SyntheticClips(preset.clip(), 48, 4, 0.3, 7);
        SyntheticClips test = new SyntheticClips(preset.clip(), 24, 4, 0.3, 8)) {
      ComparisonStore store = new ComparisonStore(Path.of(args[0]), settings.fingerprint());
      ComparisonTable table =
          new Comparison(settings, train, test, store, WorkMonitor.logging()).run();
      for (ComparisonTable.Cell cell : table.rows()) {
        System.out.printf("%s %s: %.1f %%%n", cell.method(), cell.modality(), 100 * cell.mean());
      }
    }
    // end
  }
}
