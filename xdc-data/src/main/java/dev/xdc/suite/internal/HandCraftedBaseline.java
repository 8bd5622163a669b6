package dev.xdc.suite.internal;

import dev.xdc.Preset;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.Modality;
import dev.xdc.eval.EmbeddingSource;
import dev.xdc.eval.EvalProtocol;
import dev.xdc.eval.TransformChoice;
import dev.xdc.eval.TransformChoice.Criterion;
import dev.xdc.feature.FeatureTransform;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * The features that need no network and that small presets start from, raw or PCA-whitened,
 * whichever does better in a cross-validation on the training set. Each choice is made once.
 */
public final class HandCraftedBaseline {

  /** The whitening of preset small, for presets that cluster raw features. */
  private static final FeatureTransform WHITENED = FeatureTransform.pcaWhitenL2(64);

  private final Preset preset;
  private final Map<Question, TransformChoice.Chosen> chosen = new HashMap<>();

  /** Features in the form that a preset clusters, or raw. */
  public HandCraftedBaseline(Preset preset) {
    this.preset = preset;
  }

  private record Question(ClipDataset train, Modality modality, Criterion criterion) {}

  /**
   * Returns the features of a modality in the form that serves {@code criterion} best.
   *
   * @param groups of each training video; no group is divided by the cross-validation
   */
  public TransformChoice.Chosen source(
      Modality modality,
      ClipDataset train,
      int[] groups,
      Criterion criterion,
      EvalProtocol protocol,
      IntConsumer progress)
      throws IOException {
    Question question = new Question(train, modality, criterion);
    TransformChoice.Chosen known = chosen.get(question);
    if (known == null) {
      known =
          new TransformChoice(candidates(preset), criterion, protocol)
              .choose(EmbeddingSource.handCrafted(modality), train, groups, progress);
      chosen.put(question, known);
    }
    return known;
  }

  private static List<FeatureTransform> candidates(Preset preset) {
    FeatureTransform own = preset.config().featureTransform();
    FeatureTransform raw = FeatureTransform.raw();
    return List.of(raw, own.equals(raw) ? WHITENED : own);
  }
}
