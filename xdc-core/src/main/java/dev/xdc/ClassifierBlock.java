package dev.xdc;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.encoder.Encoder;
import dev.xdc.feature.JavaRows;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An {@link XdcClassifier} as one block of DJL: the encoders of its heads, and the heads.
 *
 * <p>The input is one video: an array of its clips for each modality, shape (N, ...) as {@link
 * #clipSpec()} says, with the name {@code video} or {@code audio}. A modality that is left out does
 * not count. The output is the probability of each class, shape (K): calibrated, and averaged over
 * clips and then modalities, as {@link XdcClassifier#classify} does. It is not for training.
 */
public final class ClassifierBlock extends AbstractBlock {
  private static final byte VERSION = 1;

  private final ClipSpec clipSpec;
  private final List<String> classes;
  private final int clipsPerVideo;
  private final Map<Modality, Block> encoders = new EnumMap<>(Modality.class);
  private final Map<Modality, XdcClassifier.Head> heads = new EnumMap<>(Modality.class);

  /**
   * Makes the block of some heads of a classifier, whose encoders it shares.
   *
   * @param owner takes the weights
   */
  ClassifierBlock(XdcClassifier classifier, Set<Modality> modalities, NDManager owner) {
    super(VERSION);
    clipSpec = classifier.model().clipSpec();
    classes = classifier.classes();
    clipsPerVideo = classifier.clipsPerVideo();
    for (Modality modality : EnumSet.copyOf(modalities)) {
      heads.put(modality, classifier.head(modality));
      Encoder encoder = classifier.model().encoder(modality);
      encoder.parameters().values().forEach(parameter -> parameter.getArray().attach(owner));
      encoders.put(modality, addChildBlock(modality.toString(), encoder.block()));
    }
  }

  /** Returns how clips are cut for the encoders. */
  public ClipSpec clipSpec() {
    return clipSpec;
  }

  /** Returns the modalities of the heads. */
  public Set<Modality> modalities() {
    return Set.copyOf(heads.keySet());
  }

  /** Returns the names of the classes, by number. */
  public List<String> classes() {
    return classes;
  }

  /** Returns how many clips of a video are classified. */
  public int clipsPerVideo() {
    return clipsPerVideo;
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameters,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    if (training) {
      throw new IllegalStateException("a classifier is not trained in DJL: use LinearProbe");
    }
    double[] sums = new double[classes.size()];
    int count = 0;
    for (Map.Entry<Modality, XdcClassifier.Head> head : heads.entrySet()) {
      NDArray clips = inputs.get(head.getKey().toString());
      if (clips != null) {
        head.getValue().addTo(sums, features(parameters, head.getKey(), clips));
        count++;
      }
    }
    if (count == 0) {
      throw new IllegalArgumentException(
          "no input is called as one of the heads: name arrays " + heads.keySet());
    }
    NDManager manager = inputs.head().getManager();
    return new NDList(manager.create(XdcClassifier.means(sums, count)));
  }

  private float[][] features(ParameterStore parameters, Modality modality, NDArray clips) {
    Block encoder = Objects.requireNonNull(encoders.get(modality));
    try (NDArray features =
        encoder.forward(parameters, new NDList(clips), false).singletonOrThrow()) {
      return JavaRows.of(features);
    }
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {new Shape(classes.size())};
  }

  @Override
  public String toString() {
    return "ClassifierBlock[" + classes.size() + " classes, " + heads.keySet() + "]";
  }
}
