package dev.xdc.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Figures as the paper's tables have them. */
class PaperValueTest {
  private static final List<String> SPLITS = List.of("split1", "split2", "split3");
  private static final List<String> FOLDS = List.of("fold1", "fold2", "fold3", "fold4", "fold5");

  private static Stream<String> values(
      String suite, SuiteProtocol protocol, SuiteKind kind, List<String> splits) {
    return PaperValue.of(suite, protocol, kind, splits).stream().map(PaperValue::toString);
  }

  private static Stream<String> full(String suite, String method, List<String> splits) {
    return values(suite, SuiteProtocol.FULL, SuiteKind.named(method), splits);
  }

  @Test
  void methodsOfTable1HaveTheirOwnRows() {
    assertThat(full("ucf101", "sdc", SPLITS))
        .containsExactly("SDC on Kinetics 61.8 (Table 1, split 1, 8 frames)");
    assertThat(full("hmdb51", "mdc", SPLITS))
        .containsExactly("MDC on Kinetics 37.1 (Table 1, split 1, 8 frames)");
    assertThat(full("esc50", "cdc", FOLDS))
        .containsExactly("CDC on Kinetics 74.8 (Table 1, fold 1)");
    assertThat(values("ucf101", SuiteProtocol.FULL, SuiteKind.SCRATCH, SPLITS))
        .containsExactly("Scratch 54.5 (Tables 1, 3, 5, split 1, 8 frames)");
    assertThat(full("ucf101", "cdc", SPLITS).filter(v -> v.contains("XDC"))).isEmpty();
  }

  @Test
  void xdcHasTables1To5And7() {
    assertThat(full("hmdb51", "xdc", SPLITS))
        .containsExactly(
            "XDC on Kinetics 39.0 (Tables 1, 3, split 1, 8 frames)",
            "XDC on AudioSet-240K 42.6 (Table 3, split 1, 8 frames)",
            "XDC on AudioSet 48.8 (Table 3, split 1, 8 frames)",
            "XDC on IG-Random 61.2 (Tables 3, 4, 5, split 1, 8 frames)",
            "XDC on IG-Kinetics 63.1 (Tables 3, 4, 5, split 1, 8 frames)",
            "XDC on Kinetics 36.5, 39.0, 38.3, 37.7, 37.7 (Table 2, k = 64, 128, 256, 512, 1024, split 1, 8 frames)",
            "XDC on AudioSet-240K 41.3, 42.6, 41.6, 40.6, 40.7 (Table 2, k = 64, 128, 256, 512, 1024, split 1, 8 frames)",
            "XDC on AudioSet 47.4, 47.6, 48.8, 48.5, 48.4 (Table 2, k = 64, 128, 256, 512, 1024, split 1, 8 frames)",
            "XDC on IG-Random 45.1, 55.2, 61.2 (Table 4, from 1M, 16M, 65M videos, split 1, 8 frames)",
            "XDC on IG-Kinetics 50.3, 57.3, 63.1 (Table 4, from 1M, 16M, 65M videos, split 1, 8 frames)",
            "XDC on Kinetics 52.6 (Table 7a, mean of the splits, 32 frames)",
            "XDC on AudioSet 63.7 (Table 7a, mean of the splits, 32 frames)",
            "XDC on IG-Random 66.5 (Table 7a, mean of the splits, 32 frames)",
            "XDC on IG-Kinetics 68.9 (Table 7a, mean of the splits, 32 frames)");
  }

  @Test
  void supervisedRowsAreOfTables1And3And5And7() {
    assertThat(full("ucf101", "superv", SPLITS))
        .containsExactly(
            "Superv on ImageNet 79.9 (Tables 3, 5, split 1, 8 frames)",
            "Superv on Kinetics 90.9 (Tables 1, 3, 5, split 1, 8 frames)",
            "Superv on AudioSet-240K 76.6 (Table 3, split 1, 8 frames)",
            "Superv on AudioSet 84.0 (Tables 3, 5, split 1, 8 frames)",
            "Superv on ImageNet 84.0 (Table 7a, mean of the splits, 32 frames)",
            "Superv on Kinetics 94.2 (Table 7a, mean of the splits, 32 frames)");
    assertThat(values("esc50", SuiteProtocol.FC, SuiteKind.named("superv"), FOLDS))
        .containsExactly(
            "Superv on Kinetics 79.5 (Table 5, fold 1)",
            "Superv on AudioSet 88.5 (Table 5, fold 1)");
  }

  @Test
  void figuresOfOtherSplitsAreLeftOut() {
    assertThat(full("esc50", "xdc", FOLDS))
        .contains(
            "XDC on AudioSet 84.8 (Table 7b, mean of the folds)",
            "XDC on IG-Random 85.4 (Table 7b, mean of the folds)");
    assertThat(full("esc50", "xdc", List.of("fold1")))
        .hasSize(10)
        .noneMatch(value -> value.contains("mean"));
    assertThat(full("esc50", "xdc", List.of("fold2"))).isEmpty();
    assertThat(
            values("dcase", SuiteProtocol.SVM, SuiteKind.named("xdc"), List.of("heldout", "fold1")))
        .containsExactly("XDC on AudioSet 95 (Table 7b)", "XDC on IG-Random 95 (Table 7b)");
  }

  @Test
  void dataThatAreKnownChooseAmongTheRows() {
    assertThat(
            values(
                "ucf101", SuiteProtocol.FC, new SuiteKind("XDC", "IG-Random"), List.of("split1")))
        .containsExactly("XDC on IG-Random 80.7 (Table 5, split 1, 8 frames)");
  }

  @Test
  void theProtocolsOfASuiteDoNotDependOnTheKind() {
    assertThat(
            Stream.of(SuiteProtocol.values()).filter(p -> PaperValue.covers("esc50", p)).toList())
        .containsExactly(SuiteProtocol.FC, SuiteProtocol.FULL);
    assertThat(Stream.of(SuiteProtocol.values()).noneMatch(p -> PaperValue.covers("esc10", p)))
        .isTrue();
  }
}
