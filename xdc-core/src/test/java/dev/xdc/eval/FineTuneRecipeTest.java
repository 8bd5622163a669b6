package dev.xdc.eval;

import static dev.xdc.train.EpochRates.assertRates;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.train.TrainingPlan;
import org.junit.jupiter.api.Test;

class FineTuneRecipeTest {

  // Table 10: es 40K, 106K and 20K; bs 32; 2/2/8; wd 0.005. Table 11: the rates
  @Test
  void holdsThePapersTables() {
    assertThat(FineTuneRecipe.hmdb51().clipsPerEpoch()).isEqualTo(40_000);
    assertThat(FineTuneRecipe.ucf101().clipsPerEpoch()).isEqualTo(106_000);
    assertThat(FineTuneRecipe.esc50().clipsPerEpoch()).isEqualTo(20_000);
    assertThat(FineTuneRecipe.hmdb51().modality()).isEqualTo(Modality.VIDEO);
    assertThat(FineTuneRecipe.ucf101().modality()).isEqualTo(Modality.VIDEO);
    assertThat(FineTuneRecipe.esc50().modality()).isEqualTo(Modality.AUDIO);
    for (FineTuneRecipe recipe : recipes()) {
      assertThat(recipe.fullRates()).containsExactly(0.001, 0.002, 0.004, 0.006, 0.008, 0.01);
      assertThat(recipe.headRates())
          .containsExactly(0.001, 0.002, 0.004, 0.006, 0.008, 0.01, 0.02, 0.04);
      TrainingPlan plan = recipe.plan(0.004);
      assertThat(plan.clipsPerEpoch()).isEqualTo(recipe.clipsPerEpoch());
      assertThat(plan.batchSize()).isEqualTo(32);
      assertThat(plan.sgd().weightDecay()).isEqualTo(0.005);
      assertThat(plan.patience()).isZero();
    }
  }

  @Test
  void theNameOfADataSetFindsItsRow() {
    assertThat(FineTuneRecipe.of("ucf101", Modality.VIDEO, 7).clipsPerEpoch()).isEqualTo(106_000);
    assertThat(FineTuneRecipe.of("hmdb51", Modality.AUDIO, 7).clipsPerEpoch()).isEqualTo(40_000);
    assertThat(FineTuneRecipe.of("esc50", Modality.AUDIO, 7).clipsPerEpoch()).isEqualTo(20_000);
    assertThat(FineTuneRecipe.has("esc50")).isTrue();
    assertThat(FineTuneRecipe.has("esc10")).isFalse();
  }

  // 40,000 / 3,570 = 11.2 and 106,000 / 9,537 = 11.1 clips of each training video in split 1
  @Test
  void otherDataSetsHaveAsManyClipsOfEachVideo() {
    FineTuneRecipe other = FineTuneRecipe.of("dcase", Modality.AUDIO, 100);
    assertThat(other.clipsPerEpoch()).isEqualTo(1100);
    assertThat(other)
        .usingRecursiveComparison()
        .ignoringFields("dataset", "clipsPerEpoch")
        .isEqualTo(FineTuneRecipe.esc50());
    assertThat(FineTuneRecipe.of("", Modality.VIDEO, 3570).clipsPerEpoch())
        .isBetween(39_000, 40_000);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FineTuneRecipe.of("", Modality.VIDEO, 0))
        .withMessageContaining("videos is 0");
  }

  // supplement B: for memory, which sound of 2 s does not take more of
  @Test
  void onlyPicturesOf32FramesAreLongClips() {
    ClipSpec longer = ClipSpec.paper().toBuilder().optFrames(32).build();
    FineTuneRecipe video = FineTuneRecipe.ucf101();
    FineTuneRecipe audio = FineTuneRecipe.esc50();
    assertThat(video.forClips(ClipSpec.paper())).isEqualTo(video);
    assertThat(video.forClips(longer)).isEqualTo(video.longClips());
    assertThat(audio.forClips(longer)).isEqualTo(audio);
  }

  @Test
  void withoutSelectionOneRateOfTheGridIsTaken() {
    TrainingPlan plan = FineTuneRecipe.hmdb51().plan();
    assertRates(plan.schedule(), 0.001, 0.002, 0.002, 0.002, 2e-5, 2e-5, 2e-7, 2e-7);
    assertThat(plan.clipsPerEpoch()).isEqualTo(40_000);
    TrainingPlan longer = FineTuneRecipe.hmdb51().longClips().plan();
    assertThat(longer.schedule().baseRate()).isEqualTo(0.0005);
    assertThat(longer.batchSize()).isEqualTo(8);
  }

  private static FineTuneRecipe[] recipes() {
    return new FineTuneRecipe[] {
      FineTuneRecipe.hmdb51(), FineTuneRecipe.ucf101(), FineTuneRecipe.esc50()
    };
  }

  // 2/2/8, gamma 0.01: the smallest rate of the grid, the largest of each, and one between
  @Test
  void warmsUpForTwoEpochsThenDecaysEveryTwo() {
    for (FineTuneRecipe recipe : recipes()) {
      assertRates(
          recipe.plan(0.001).schedule(), 0.0005, 0.001, 0.001, 0.001, 1e-5, 1e-5, 1e-7, 1e-7);
      assertRates(
          recipe.plan(0.008).schedule(), 0.004, 0.008, 0.008, 0.008, 8e-5, 8e-5, 8e-7, 8e-7);
      assertRates(recipe.plan(0.01).schedule(), 0.005, 0.01, 0.01, 0.01, 1e-4, 1e-4, 1e-6, 1e-6);
      assertRates(recipe.plan(0.04).schedule(), 0.02, 0.04, 0.04, 0.04, 4e-4, 4e-4, 4e-6, 4e-6);
    }
  }

  // supplement B: batch 8, a quarter of the rate
  @Test
  void longClipsTakeAQuarterOfBatchAndRates() {
    for (FineTuneRecipe recipe : recipes()) {
      FineTuneRecipe longer = recipe.longClips();
      assertThat(longer.batchSize()).isEqualTo(8);
      assertThat(longer.clipsPerEpoch()).isEqualTo(recipe.clipsPerEpoch());
      assertThat(longer.weightDecay()).isEqualTo(0.005);
      assertThat(longer.fullRates()).containsExactly(0.00025, 0.0005, 0.001, 0.0015, 0.002, 0.0025);
      assertThat(longer.headRates())
          .containsExactly(0.00025, 0.0005, 0.001, 0.0015, 0.002, 0.0025, 0.005, 0.01);
      assertRates(
          longer.schedule(), 0.000125, 0.00025, 0.00025, 0.00025, 2.5e-6, 2.5e-6, 2.5e-8, 2.5e-8);
      assertRates(
          longer.plan(0.0025).schedule(),
          0.00125,
          0.0025,
          0.0025,
          0.0025,
          2.5e-5,
          2.5e-5,
          2.5e-7,
          2.5e-7);
    }
  }
}
