package dev.xdc.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.xdc.weights.PretrainedWeights;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SuiteKindTest {
  private static final Map<String, String> CDC =
      Map.of(
          "exchange", "CDC",
          "video encoder", "R(2+1)D-10 x8 (3, 2, 48, 48) -> D=64",
          "audio encoder", "AudioResNet-10B x8 (1, 100, 40) -> D=64");

  private static String kind(String... provenance) {
    Map<String, String> facts = new HashMap<>();
    for (int i = 0; i < provenance.length; i += 2) {
      facts.put(provenance[i], provenance[i + 1]);
    }
    return SuiteKind.of(facts).toString();
  }

  @Test
  void aRunTellsItsMethod() {
    assertThat(SuiteKind.of(CDC)).isEqualTo(new SuiteKind("CDC", ""));
    assertThat(kind("exchange", "XDC")).isEqualTo("XDC");
    assertThat(kind("finished run.exchange", "MDC", "labels of a finished run", "2 heads, ab"))
        .isEqualTo("MDC");
  }

  @Test
  void twoEncodersOfOneModalityAreNotXdc() {
    assertThat(
            kind(
                "exchange", "XDC",
                "video encoder", "R(2+1)D-10 x8 (3, 2, 48, 48) -> D=64",
                "audio encoder", "R(2+1)D-10 x8 (3, 2, 48, 48) -> D=64"))
        .isEqualTo("same-modality XDC");
  }

  @Test
  void publishedWeightsAreKnownByTheirFile() {
    assertThat(
            Arrays.stream(PretrainedWeights.values())
                .map(w -> kind("weights", "/cache/" + w.fileName())))
        .containsExactly(
            "XDC on IG-Kinetics",
            "XDC on IG-Random",
            "XDC on AudioSet",
            "Superv on Kinetics",
            "Superv on ImageNet",
            "Superv on Kinetics");
    assertThat(kind("weights", "mine.pth")).isEqualTo("unknown");
    assertThat(kind()).isEqualTo("unknown");
  }

  @Test
  void labelsMakeAnotherKind() {
    assertThat(kind("weights", "fresh, seed 1", "fine-tuned on", "train.csv")).isEqualTo("Superv");
    assertThat(kind("exchange", "XDC", "fine-tuned on", "train.csv")).isEqualTo("fine-tuned XDC");
  }

  @Test
  void aSupervisedRunIsThatOfTheTablesIfItBeganWithRandomWeights() {
    assertThat(kind("method", "supervised", "labels", "10 classes, ab")).isEqualTo("Superv");
    assertThat(kind("method", "supervised", "first video weights", "cd"))
        .isEqualTo("supervised from given weights");
  }

  @Test
  void methodsThatTheTablesDoNotHaveAreRefused() {
    assertThat(SuiteKind.named("Cdc")).isEqualTo(new SuiteKind("CDC", ""));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SuiteKind.named("simclr"))
        .withMessage("method is simclr, must be one of sdc, mdc, cdc, xdc, superv");
  }
}
