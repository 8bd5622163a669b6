package dev.xdc.cli.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.Device;
import dev.xdc.Preset;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.suite.compare.ComparisonSettings;
import dev.xdc.suite.compare.Row;
import dev.xdc.suite.compare.Row.Protocol;
import dev.xdc.suite.run.Method;
import dev.xdc.suite.run.PresetName;
import dev.xdc.suite.run.Tuning;
import dev.xdc.train.TrainingPlan;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The recipe that {@code finetune}, {@code compare} and {@code evaluate} share. */
class TuningTest {

  private static Tuning paper(String dataset, int frames) {
    ClipSpec clip = Preset.paper().clip().toBuilder().optFrames(frames).build();
    return new Tuning(Preset.paper(), true, dataset, clip, UnaryOperator.identity());
  }

  // Table 10 and, for 32 frames, supplement B
  @Test
  void thePapersPresetsFollowTable10() {
    TrainingPlan plan = paper("hmdb51", 8).plan(Modality.VIDEO, 510);
    assertThat(plan.clipsPerEpoch()).isEqualTo(40_000);
    assertThat(plan.batchSize()).isEqualTo(32);
    assertThat(plan.schedule()).isEqualTo(Preset.paper().fineTune().schedule());
    TrainingPlan longer = paper("hmdb51", 32).plan(Modality.VIDEO, 510);
    assertThat(longer.clipsPerEpoch()).isEqualTo(40_000);
    assertThat(longer.batchSize()).isEqualTo(8);
    assertThat(longer.schedule().baseRate()).isEqualTo(plan.schedule().baseRate() / 4);
    assertThat(paper("hmdb51", 32).plan(Modality.AUDIO, 510)).isEqualTo(plan);
    assertThat(paper("", 8).plan(Modality.VIDEO, 510).clipsPerEpoch()).isEqualTo(5610);
  }

  @Test
  void otherPresetsFollowThemselves() {
    for (Preset preset : new Preset[] {Preset.small(), Preset.tiny()}) {
      for (Modality modality : Modality.values()) {
        assertThat(Tuning.of(preset).plan(modality, 9)).isEqualTo(preset.fineTune());
      }
      assertThat(Tuning.of(preset).text()).isEqualTo(preset.fineTune().toString());
    }
  }

  @Test
  void theTextTellsApartWhatTrainsInAnotherWay() {
    assertThat(paper("esc50", 8).text()).contains("clipsPerEpoch=20000").doesNotContain("audio");
    assertThat(paper("esc50", 32).text())
        .contains("video TrainingPlan[", "audio TrainingPlan[", "batchSize=8", "batchSize=32");
    assertThat(paper("", 8).text())
        .contains("clipsPerEpoch=11,", "the clips of an epoch for each video");
  }

  private static String recipe(PresetName preset, String... args) {
    RecipeOption option = new RecipeOption();
    new CommandLine(
            CommandLine.Model.CommandSpec.create()
                .addMixin("recipe", new CommandLine(option).getCommandSpec()))
        .parseArgs(args);
    return option.dataset(preset);
  }

  @Test
  void aRecipeIsARowOfTable10() {
    assertThat(recipe(PresetName.AUDIOSET, "--recipe=esc50")).isEqualTo("esc50");
    assertThat(recipe(PresetName.SMALL)).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> recipe(PresetName.PAPER, "--recipe=esc10"))
        .withMessageContaining("--recipe is esc10, must be hmdb51, ucf101 or esc50");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> recipe(PresetName.SMALL, "--recipe=esc50"))
        .withMessageContaining("take --preset paper");
  }

  private static ComparisonSettings comparison(boolean balancedSdc) {
    return ComparisonSettings.builder()
        .setPreset(Preset.paper())
        .setRows(Row.SDC, Row.XDC)
        .optProtocols(Set.of(Protocol.FINETUNE))
        .optDevice(Device.cpu())
        .optTuning(paper("ucf101", 8))
        .optBalancedSdc(balancedSdc)
        .build();
  }

  // supplement A: DeepCluster's remedies, for SDC alone
  @Test
  void aComparisonBalancesSdcUnlessAskedNotTo() {
    ComparisonSettings usual = comparison(true);
    assertThat(usual.pretraining(Method.SDC).config().balanceClusters()).isTrue();
    for (Method method : List.of(Method.MDC, Method.CDC, Method.XDC, Method.SAME_VIDEO)) {
      assertThat(usual.pretraining(method)).isEqualTo(Preset.paper());
    }
    assertThat(comparison(false).pretraining(Method.SDC)).isEqualTo(Preset.paper());
    assertThat(comparison(false).fingerprint().get("pretraining"))
        .isEqualTo(Preset.paper().config().toString())
        .isNotEqualTo(usual.fingerprint().get("pretraining"));
  }

  @Test
  void aComparisonFineTunesByTable10() {
    assertThat(comparison(true).tuning().plan(Modality.VIDEO, 510).clipsPerEpoch())
        .isEqualTo(106_000);
    assertThat(comparison(true).fingerprint().get("fine-tuning")).contains("clipsPerEpoch=106000");
  }
}
