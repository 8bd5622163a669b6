package dev.xdc;

import static dev.xdc.train.EpochRates.assertRates;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.xdc.clip.ClipSpec;
import dev.xdc.train.Sgd;
import dev.xdc.train.TrainingPlan;
import org.junit.jupiter.api.Test;

/** The presets' training on labels, every epoch, against Tables 9 and 10 as printed. */
class PresetTest {

  // Table 9, Superv on Kinetics: 1M, 32, 0.01, 10/10/45, 1e-4, no e-stop
  @Test
  void supervisedOnKinetics() {
    TrainingPlan plan = Preset.paper().supervised();
    assertRates(
        plan.schedule(),
        new double[] {
          0.001, 0.002, 0.003, 0.004, 0.005, 0.006, 0.007, 0.008, 0.009, 0.01, //
          0.01, 0.01, 0.01, 0.01, 0.01, 0.01, 0.01, 0.01, 0.01, 0.01, //
          1e-4, 1e-4, 1e-4, 1e-4, 1e-4, 1e-4, 1e-4, 1e-4, 1e-4, 1e-4, //
          1e-6, 1e-6, 1e-6, 1e-6, 1e-6, 1e-6, 1e-6, 1e-6, 1e-6, 1e-6, //
          1e-8, 1e-8, 1e-8, 1e-8, 1e-8
        });
    assertThat(plan.batchSize()).isEqualTo(32);
    assertThat(plan.clipsPerEpoch()).isEqualTo(1_000_000);
    assertThat(plan.sgd()).isEqualTo(Sgd.nesterov(1e-4));
    assertThat(plan.patience()).isZero();
  }

  // Table 9, Superv on AudioSet: 2M, 32, 0.04, 10/20/45, 1e-5, no e-stop
  @Test
  void supervisedOnAudioSet() {
    TrainingPlan plan = Preset.audioSet().supervised();
    assertRates(
        plan.schedule(),
        new double[] {
          0.004, 0.008, 0.012, 0.016, 0.02, 0.024, 0.028, 0.032, 0.036, 0.04, //
          0.04, 0.04, 0.04, 0.04, 0.04, 0.04, 0.04, 0.04, 0.04, 0.04, //
          0.04, 0.04, 0.04, 0.04, 0.04, 0.04, 0.04, 0.04, 0.04, 0.04, //
          4e-4, 4e-4, 4e-4, 4e-4, 4e-4, 4e-4, 4e-4, 4e-4, 4e-4, 4e-4, //
          4e-4, 4e-4, 4e-4, 4e-4, 4e-4
        });
    assertThat(plan.batchSize()).isEqualTo(32);
    assertThat(plan.clipsPerEpoch()).isEqualTo(2_000_000);
    assertThat(plan.sgd()).isEqualTo(Sgd.nesterov(1e-5));
    assertThat(plan.patience()).isZero();
    assertThat(Preset.instagram().supervised()).isEqualTo(Preset.paper().supervised());
  }

  // supplement B: batch 8 and rate 0.0025 with 32 frames
  @Test
  void supervisedWithLongClips() {
    Preset preset = Preset.paper().longClips();
    assertThat(preset.clip().frames()).isEqualTo(32);
    assertThat(preset.supervised())
        .isEqualTo(Preset.paper().supervised().withBatchSize(8).withBaseRate(0.0025));
  }

  // not in the paper; in its code family all training does
  @Test
  void oneClusterIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Preset.tiny().withClusters(1))
        .withMessage("clusters is 1, must be at least 2");
  }

  @Test
  void onlyThePapersPresetsMirrorClips() {
    for (Preset preset : new Preset[] {Preset.paper(), Preset.audioSet(), Preset.instagram()}) {
      assertThat(preset.clip()).isEqualTo(ClipSpec.paper().toBuilder().optFlip(true).build());
    }
    assertThat(ClipSpec.paper().flip()).isFalse();
    assertThat(Preset.small().clip().flip()).isFalse();
    assertThat(Preset.tiny().clip().flip()).isFalse();
  }

  // Table 10: 32, 2/2/8, 0.005; the rate is one of Table 11's
  @Test
  void fineTuning() {
    for (Preset preset : new Preset[] {Preset.paper(), Preset.audioSet(), Preset.instagram()}) {
      TrainingPlan plan = preset.fineTune();
      assertRates(plan.schedule(), 0.001, 0.002, 0.002, 0.002, 2e-5, 2e-5, 2e-7, 2e-7);
      assertThat(plan.batchSize()).isEqualTo(32);
      assertThat(plan.sgd()).isEqualTo(Sgd.nesterov(0.005));
      assertThat(plan.patience()).isZero();
    }
  }
}
