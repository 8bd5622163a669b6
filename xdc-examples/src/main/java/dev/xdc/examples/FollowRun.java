package dev.xdc.examples;

import dev.xdc.Preset;
import dev.xdc.XdcModel;
import dev.xdc.XdcTrainer;
import dev.xdc.clip.SyntheticClips;
import dev.xdc.train.ClusterMetrics;
import dev.xdc.train.EpochMetrics;
import dev.xdc.train.RoundMetrics;
import dev.xdc.train.XdcListener;
import java.io.IOException;

/** Follows a run: what each epoch learns, and how much the clusters still change. */
public final class FollowRun {
  private FollowRun() {}

  // begin
  /** Prints a line for each epoch and each clustering. */
  static final class Printer implements XdcListener {
    @Override
    public void onEpoch(EpochMetrics m) {
      System.out.printf(
          "  %s epoch %d of %d: loss %.2f, %.0f clips/s%n",
          m.stream(), m.epoch(), m.epochs(), m.loss(), m.clips() / m.seconds());
    }

    @Override
    public void onRound(RoundMetrics m) {
      for (ClusterMetrics c : m.clusterings()) {
        System.out.printf(
            "round %d, %s clusters: NMI %.2f with those before, %.2f with the labels%n",
            m.round(), c.source(), c.nmiPrevious(), c.nmiLabels());
      }
      m.warnings().forEach(warning -> System.out.println("warning: " + warning));
    }
  }

  /** Arguments: rounds. */
  public static void main(String... args) throws IOException {
    int rounds = Integer.parseInt(args[0]);
    Preset preset = Preset.tiny();
    try (SyntheticClips clips = new SyntheticClips(preset.clip(), 48, 4, 0.3, 7);
        XdcTrainer trainer =
            XdcTrainer.builder()
                .setDataset(clips)
                .setPreset(preset)
                .setClusters(6)
                .optConfig(preset.config().toBuilder().optRounds(rounds).build())
                .addListener(new Printer())
                .build();
        XdcModel model = trainer.fit()) {
      System.out.println(model);
    }
  }
  // end
}
