package dev.xdc.suite.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xdc.suite.run.RunQuality.Advice;
import dev.xdc.suite.run.RunQuality.DataSize;
import dev.xdc.suite.run.RunQuality.Trend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunQualityTest {
  private static final String COLLAPSE =
      "collapse: the audio encoder gives all clips the same feature";

  @TempDir Path run;

  private static String round(int round, String nmi, String ami, String warning) {
    return """
        {"type":"round","round":%d,"clips":300,"clusterings":[{"source":"video","k":64%s}],"warnings":[%s]%s}
        """
        .formatted(
            round,
            nmi.isEmpty() ? "" : ",\"nmiPrevious\":" + nmi,
            warning.isEmpty() ? "" : '"' + warning + '"',
            ami.isEmpty() ? "" : ",\"crossModalAmi\":" + ami);
  }

  private RunQuality read(String... rows) throws IOException {
    Files.writeString(run.resolve("metrics.jsonl"), String.join("", rows));
    return RunQuality.of(run);
  }

  @Test
  void readsTheRoundsOfARun() throws IOException {
    RunQuality quality =
        read(
            round(1, "", "0.1", ""),
            "{\"type\":\"epoch\",\"round\":2}\n",
            round(2, "0.4", "0.2", "2 of 64 video clusters are empty"),
            "{\"type\":\"clusters\",\"clusterings\":[{\"source\":\"video\",\"k\":64,\"nmiPrevious\":0.6}]}\n");

    assertThat(quality.videos()).isEqualTo(300);
    assertThat(quality.rounds()).isEqualTo(2);
    assertThat(quality.nmi()).isEqualTo(Map.of("video", List.of(0.4, 0.6)));
    assertThat(quality.crossModalAmi()).containsExactly(0.1, 0.2);
    assertThat(quality.collapsed()).isFalse();
    assertThat(quality.warnings())
        .containsExactly(new RunQuality.Warning(2, "2 of 64 video clusters are empty"));
    assertThat(quality.advice())
        .containsExactly(Advice.MORE_VIDEOS, Advice.FEWER_CLUSTERS, Advice.MORE_ROUNDS);
  }

  @Test
  void aCollapseOfTheLastRoundIsOneOfTheRun() throws IOException {
    RunQuality quality = read(round(1, "", "", ""), round(2, "0.4", "", COLLAPSE));
    assertThat(quality.collapsed()).isTrue();
    assertThat(quality.advice()).startsWith(Advice.LOWER_RATE).doesNotContain(Advice.MORE_ROUNDS);
  }

  @Test
  void labelsKnownByHeartAskForMoreVideosAndLessTraining() throws IOException {
    String memorised = "memorised: the encoders know the labels of their clips by heart";
    String many = round(2, "0.4", "0.3", memorised).replace("300", "2400");
    RunQuality quality = read(round(1, "", "", ""), many);
    assertThat(quality.memorised()).isTrue();
    assertThat(quality.collapsed()).isFalse();
    assertThat(quality.advice())
        .containsExactly(Advice.MORE_VIDEOS, Advice.SHORTER_ROUNDS, Advice.MORE_ROUNDS);
    assertThat(read(round(1, "", "", memorised), round(2, "0.4", "0.3", "")).memorised()).isFalse();
  }

  @Test
  void aCollapseThatWasOvercomeIsAWarningOnly() throws IOException {
    RunQuality quality = read(round(1, "", "", COLLAPSE), round(2, "0.4", "", ""));
    assertThat(quality.collapsed()).isFalse();
    assertThat(quality.warnings()).singleElement().matches(RunQuality.Warning::isCollapse);
  }

  @Test
  void theNumberOfVideosComparesWithTheMeasuredOnes() {
    assertThat(of(600, 4).dataSize()).isEqualTo(DataSize.FEW);
    assertThat(of(601, 4).dataSize()).isEqualTo(DataSize.BETWEEN);
    assertThat(of(1199, 4).dataSize()).isEqualTo(DataSize.BETWEEN);
    assertThat(of(1200, 4).dataSize()).isEqualTo(DataSize.ENOUGH);
  }

  private static RunQuality of(int videos, int clusters) {
    return new RunQuality(videos, clusters, 5, false, List.of(), Map.of(), List.of());
  }

  @Test
  void nothingIsAdvisedWhereNothingStandsOut() {
    assertThat(of(2400, 64).advice()).isEmpty();
    assertThat(of(2400, 256).advice()).containsExactly(Advice.FEWER_CLUSTERS);
  }

  @Test
  void trendsIgnoreSmallChanges() {
    assertThat(RunQuality.trend(List.of(0.5))).isEqualTo(Trend.UNKNOWN);
    assertThat(RunQuality.trend(List.of(0.5, 0.9, 0.51))).isEqualTo(Trend.FLAT);
    assertThat(RunQuality.trend(List.of(0.5, 0.6))).isEqualTo(Trend.RISING);
    assertThat(RunQuality.trend(List.of(0.5, 0.3))).isEqualTo(Trend.FALLING);
  }

  @Test
  void aFolderWithoutARecordHasNoRounds() throws IOException {
    assertThat(RunQuality.of(run).rounds()).isZero();
  }
}
