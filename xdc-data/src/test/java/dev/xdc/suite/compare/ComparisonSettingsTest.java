package dev.xdc.suite.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import dev.xdc.Preset;
import dev.xdc.clip.RandomSubset;
import dev.xdc.suite.compare.Row.Protocol;
import org.junit.jupiter.api.Test;

class ComparisonSettingsTest {

  private static ComparisonSettings.Builder two() {
    return ComparisonSettings.builder()
        .setPreset(Preset.tiny())
        .setRows(Row.RANDOM, Row.XDC)
        .optDevice(Device.cpu());
  }

  @Test
  void judgesByAllProtocolsWithSeedOneAndAllLabelsByDefault() {
    ComparisonSettings settings = two().build();
    assertThat(settings.protocols()).containsExactlyInAnyOrder(Protocol.values());
    assertThat(settings.seeds()).containsExactly(1L);
    assertThat(settings.labelsPerClass()).isZero();
    assertThat(settings.tuning().text()).isEqualTo(Preset.tiny().fineTune().toString());
  }

  @Test
  void aCopyHasTheSameSettings() {
    ComparisonSettings settings =
        two()
            .optSeeds(3, 4)
            .optLabelsPerClass(2)
            .optBalancedSdc(false)
            .optSubset(new RandomSubset(9, 1))
            .build();
    assertThat(settings.toBuilder().build()).hasToString(settings.toString());
    assertThat(settings.toBuilder().optSeeds(5).build().seeds()).containsExactly(5L);
  }

  @Test
  void refusesNothingToCompare() {
    assertThatThrownBy(() -> ComparisonSettings.builder().setRows(Row.XDC).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("setPreset");
    assertThatThrownBy(() -> two().setRows().build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nothing to compare");
    assertThatThrownBy(() -> two().optLabelsPerClass(-1))
        .hasMessageContaining("are -1, must be at least 0");
  }
}
