package dev.xdc.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.xdc.clip.Modality;
import dev.xdc.train.Schedule;
import dev.xdc.train.TrainingPlan;
import org.junit.jupiter.api.Test;

class FineTuneRecipeTest {

  // Table 10: es 40K, 106K and 20K; bs 32; 2/2/8; wd 0.005. Table 11: the rates
  @Test
  void holdsThePapersTables() {
    assertThat(FineTuneRecipe.hmdb51().clipsPerEpoch()).isEqualTo(40_000);
    assertThat(FineTuneRecipe.ucf101().clipsPerEpoch()).isEqualTo(106_000);
    assertThat(FineTuneRecipe.esc50().clipsPerEpoch()).isEqualTo(20_000);
    assertThat(FineTuneRecipe.esc50().modality()).isEqualTo(Modality.AUDIO);
    FineTuneRecipe ucf = FineTuneRecipe.ucf101();
    assertThat(ucf.fullRates()).containsExactly(0.001, 0.002, 0.004, 0.006, 0.008, 0.01);
    assertThat(ucf.headRates()).startsWith(0.001, 0.002, 0.004, 0.006, 0.008, 0.01);
    assertThat(ucf.headRates()).endsWith(0.02, 0.04).hasSize(8);
    TrainingPlan plan = ucf.plan(0.004);
    assertThat(plan.batchSize()).isEqualTo(32);
    assertThat(plan.sgd().weightDecay()).isEqualTo(0.005);
    assertThat(plan.patience()).isZero();
  }

  @Test
  void warmsUpForTwoEpochsThenDecaysEveryTwo() {
    Schedule schedule = FineTuneRecipe.hmdb51().plan(0.008).schedule();
    double[] rates = {0.004, 0.008, 0.008, 0.008, 8e-5, 8e-5, 8e-7, 8e-7};
    assertThat(schedule.epochs()).isEqualTo(rates.length);
    for (int epoch = 1; epoch <= rates.length; epoch++) {
      assertThat(schedule.rate(epoch * 100L - 1, 100))
          .as("epoch %s", epoch)
          .isCloseTo(rates[epoch - 1], within(1e-12));
    }
  }

  // supplement B: batch 8, a quarter of the rate
  @Test
  void longClipsTakeAQuarterOfBatchAndRates() {
    FineTuneRecipe longer = FineTuneRecipe.ucf101().longClips();
    assertThat(longer.batchSize()).isEqualTo(8);
    assertThat(longer.fullRates()).startsWith(0.00025).endsWith(0.0025);
    assertThat(longer.headRates()).endsWith(0.01);
    assertThat(longer.schedule().baseRate()).isEqualTo(0.00025);
  }
}
