package dev.xdc;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.LambdaBlock;
import dev.xdc.clip.Modality;
import dev.xdc.clip.SyntheticClips;
import dev.xdc.encoder.Encoders;
import dev.xdc.train.RoundMetrics;
import dev.xdc.train.XdcListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A collapse is measured where it happens. */
class SpreadProbeTest {

  private static List<RoundMetrics> rounds(XdcTrainerBuilder setup) throws IOException {
    List<RoundMetrics> rounds = new ArrayList<>();
    XdcListener listener =
        new XdcListener() {
          @Override
          public void onRound(RoundMetrics metrics) {
            rounds.add(metrics);
          }
        };
    try (XdcTrainer trainer = setup.addListener(listener).build()) {
      trainer.fit().close();
    }
    return rounds;
  }

  /** Makes one and the same feature of whatever it sees. */
  private static NDList sameForAll(NDList clips) {
    NDArray clip = clips.singletonOrThrow();
    return new NDList(clip.reshape(clip.getShape().get(0), -1).get(":, :4").mul(0).add(1));
  }

  @Test
  void anEncoderThatTellsNoClipsApartIsACollapse() throws IOException {
    try (SyntheticClips clips = TinyRuns.clips()) {
      List<RoundMetrics> rounds =
          rounds(
              TinyRuns.trainer(clips)
                  .setVideoEncoder(
                      Encoders.of(
                          Modality.VIDEO,
                          new LambdaBlock(SpreadProbeTest::sameForAll),
                          TinyRuns.SPEC)));
      RoundMetrics first = rounds.get(0);
      assertThat(first.streams().get(0).featureSpread()).isZero();
      assertThat(first.warnings())
          .anyMatch(w -> w.contains("collapse: the video encoder gives all clips the same feature"))
          .anyMatch(w -> w.contains("collapse: one of 4 video clusters holds 40 of 40 clips"))
          .noneMatch(w -> w.contains("audio"));
    }
  }

  @Test
  void encodersOfAnOrdinaryRunDoTellClipsApart() throws IOException {
    try (SyntheticClips clips = TinyRuns.clips()) {
      for (RoundMetrics round : rounds(TinyRuns.trainer(clips))) {
        assertThat(round.streams())
            .hasSize(2)
            .allMatch(s -> s.featureSpread() > 0.01 && s.featureSpread() <= 1);
        assertThat(round.warnings()).noneMatch(w -> w.contains("collapse"));
      }
    }
  }
}
