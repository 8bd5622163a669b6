package dev.xdc.suite.compare;

import dev.xdc.Preset;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.Modality;
import dev.xdc.eval.EvalProtocol;
import dev.xdc.suite.compare.Row.Protocol;
import dev.xdc.suite.compare.WorkClock.Kind;
import dev.xdc.suite.run.Method;
import dev.xdc.train.TrainingClips;
import dev.xdc.train.TrainingPlan;
import dev.xdc.train.XdcConfig;
import java.util.BitSet;

/** How many clips the parts of a comparison need, by {@link WorkClock.Kind}. */
final class ComparisonCost {
  private final ComparisonSettings settings;
  private final ClipDataset pretrained;
  private final int train;
  private final int test;
  private final int few;

  ComparisonCost(ComparisonSettings settings, ClipDataset train, ClipDataset test) {
    this.settings = settings;
    this.train = train.size();
    this.test = test.size();
    this.pretrained = settings.pretrained(train);
    EvalProtocol labels = settings.fewLabels(settings.seeds().get(0));
    this.few =
        train
            .labels()
            .map(known -> labels.leftOut(known.classes(), known.count()).cardinality())
            .map(leftOut -> this.train - leftOut)
            .orElse(0);
  }

  /** Returns how many videos are fine-tuned on: with every seed as many, none without labels. */
  int fineTuned() {
    return few;
  }

  /** Returns what the training of a row's encoders needs. */
  long[] training(Row row) {
    Preset preset = settings.preset();
    long[] clips = new long[Kind.values().length];
    for (Modality stream : Modality.values()) {
      Modality modality = modality(row, stream);
      int training = Kind.of(true, modality).ordinal();
      int reading = Kind.of(false, modality).ordinal();
      if (row == Row.SUPERVISED) {
        clips[training] += clips(preset.supervised(), pretrained.size());
        clips[reading] += testClips();
      } else if (row.isTrained()) {
        XdcConfig config = preset.config();
        TrainingClips items = TrainingClips.of(pretrained, config, 0);
        clips[reading] += (long) config.rounds() * items.featureClips().size();
        for (int round = 1; round <= config.rounds(); round++) {
          clips[training] +=
              clips(config.plan(round), items.ofEpoch(items.training(new BitSet()), 0).length);
        }
      }
    }
    return clips;
  }

  /** Returns what {@code stream} of a row reads: both the same in the control experiments. */
  static Modality modality(Row row, Modality stream) {
    Method method = row.method();
    return method == null ? stream : method.reads(stream);
  }

  /** Returns what one evaluation needs. */
  long[] evaluation(Row row, Modality modality, Protocol protocol) {
    EvalProtocol eval = settings.preset().protocol();
    long[] clips = new long[Kind.values().length];
    int reading = Kind.of(false, modality).ordinal();
    clips[reading] += testClips();
    if (protocol == Protocol.PROBE) {
      clips[reading] += (long) train * eval.trainClips();
    } else if (row == Row.HAND_CRAFTED) {
      clips[reading] += (long) few * eval.trainClips();
    } else {
      clips[Kind.of(true, modality).ordinal()] += clips(settings.tuning().plan(modality, few), few);
    }
    return clips;
  }

  private long testClips() {
    return (long) test * settings.preset().protocol().testClips();
  }

  private static long clips(TrainingPlan plan, int items) {
    return (long) plan.schedule().epochs()
        * (plan.clipsPerEpoch() == 0 ? items : plan.clipsPerEpoch());
  }
}
