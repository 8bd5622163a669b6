package dev.xdc.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xdc.clip.ClipBatch;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.clip.SyntheticClips;
import dev.xdc.timing.PhaseClock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which clips an encoder is trained on. */
class StreamTrainingTest {
  private static final int VIDEOS = 40;
  private static final ClipSpec SPEC =
      ClipSpec.paper().toBuilder().optFrames(2).optShortSide(8).optCrop(8).build();

  @ParameterizedTest
  @CsvSource({"VIDEO, false", "VIDEO, true", "CLIP, false", "CLIP, true"})
  void anEpochOfMoreClipsThanVideosRepeatsNoClip(LabelGranularity granularity, boolean balanced)
      throws IOException {
    XdcConfig config =
        XdcConfig.kinetics().toBuilder()
            .optSchedule(Schedule.of(0, 0, 2, 0.1, 1))
            .optClipsPerEpoch(480)
            .optValidationShare(0)
            .optPatience(0)
            .optClipsPerVideo(2)
            .optLabelGranularity(granularity)
            .optBalanceClusters(balanced)
            .build();
    TrainingClips clips = new TrainingClips(VIDEOS, config, 1);
    List<ClipRequest> trained = new Recorder(clips).train(config.plan(1), StreamPosition.START);
    assertThat(trained).hasSize(960).doesNotHaveDuplicates();
  }

  @Test
  void clipsOfAResumedEpochAreThoseOfTheWholeOne() throws IOException {
    TrainingPlan plan =
        TrainingPlan.supervised(Schedule.of(0, 0, 1, 0.1, 1), Sgd.nesterov(0), 32, 480);
    TrainingClips all = TrainingClips.all(VIDEOS);
    List<ClipRequest> whole = new Recorder(all).train(plan, StreamPosition.START);
    StreamPosition half = StreamPosition.START.with(PassTotals.START.skipTo(256, 0));
    assertThat(new Recorder(all).train(plan, half)).isEqualTo(whole.subList(256, 480));
  }

  /** Learns nothing and remembers the clips. */
  private static final class Recorder implements Learner {
    private final TrainingClips clips;
    private final PhaseClock clock = new PhaseClock();
    private final List<ClipRequest> trained = new ArrayList<>();
    private int unread;

    Recorder(TrainingClips clips) {
      this.clips = clips;
    }

    List<ClipRequest> train(TrainingPlan plan, StreamPosition from) throws IOException {
      int[] labels = new int[clips.size()];
      for (int item = 0; item < labels.length; item++) {
        labels[item] = item % 7 == 0 ? 1 : 0;
      }
      try (SyntheticClips dataset = new SyntheticClips(SPEC, VIDEOS, 4, 0.1, 1)) {
        new StreamTraining(dataset, Modality.AUDIO, clips, plan, new StreamTraining.Watcher() {})
            .train(
                this, new StreamTraining.Task(List.of(labels), new BitSet(), 1, 1, "audio"), from);
      }
      return trained;
    }

    @Override
    public void stepAhead(ClipBatch batch, List<int[]> labels, double rate) {
      trained.addAll(batch.clips());
      unread++;
    }

    @Override
    public List<Outcome> readOut() {
      List<Outcome> outcomes = new ArrayList<>();
      for (; unread > 0; unread--) {
        outcomes.add(new Outcome(1, 0));
      }
      return outcomes;
    }

    @Override
    public Outcome evaluate(ClipBatch batch, List<int[]> labels) {
      return new Outcome(1, 0);
    }

    @Override
    public List<float[][]> logits(ClipBatch batch) {
      return List.of();
    }

    @Override
    public PhaseClock clock() {
      return clock;
    }

    @Override
    public void close() {}
  }
}
