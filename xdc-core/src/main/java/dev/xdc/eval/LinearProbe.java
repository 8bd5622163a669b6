package dev.xdc.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.Labels;
import dev.xdc.encoder.Encoder;
import dev.xdc.feature.FeatureBank;
import dev.xdc.feature.FeatureExtractor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Linear probe: how much of the labels a linear classifier reads from the features of a frozen
 * encoder, batch norm in inference mode. The encoder is not changed.
 */
public final class LinearProbe {
  private final EvalProtocol protocol;
  private final LinearClassifier classifier;

  /** A probe by {@code protocol} with the standard classifier. */
  public LinearProbe(EvalProtocol protocol) {
    this(protocol, LinearClassifier.standard());
  }

  /** A probe by {@code protocol} with a classifier of your choice. */
  public LinearProbe(EvalProtocol protocol, LinearClassifier classifier) {
    this.protocol = protocol;
    this.classifier = classifier;
  }

  /**
   * Learns on {@code train} and scores {@code test}.
   *
   * @param progress told the clips that went through the encoder
   * @throws IllegalArgumentException if a set has no labels or their classes differ
   */
  public EvalResult run(Encoder encoder, ClipDataset train, ClipDataset test, IntConsumer progress)
      throws IOException {
    long start = System.nanoTime();
    LabelledSets.Known sets = LabelledSets.labels(train, test);
    Labels known = sets.train();
    Labels truth = sets.test();
    BitSet leftOut = protocol.leftOut(known.classes(), known.count());
    Rows learned = extract(encoder, train, leftOut, protocol.trainClips(), progress);
    LinearModel model;
    try (NDManager scratch = encoder.manager().newSubManager()) {
      int[] labels =
          learned.clips.stream().mapToInt(clip -> known.classes()[clip.index()]).toArray();
      model = classifier.fit(scratch.create(learned.features), labels, known.count());
    }
    int trained = learned.clips.size();
    Rows scored =
        extract(
            encoder,
            test,
            new BitSet(),
            protocol.testClips(),
            done -> progress.accept(trained + done));
    try (NDManager scratch = encoder.manager().newSubManager()) {
      NDArray logits = model.logits(scratch.create(scored.features));
      return LabelledSets.result(
          encoder.modality(),
          scored.clips,
          rows(logits),
          truth,
          protocol.average(),
          (System.nanoTime() - start) * 1e-9);
    }
  }

  private record Rows(List<ClipRequest> clips, float[][] features) {}

  private Rows extract(
      Encoder encoder, ClipDataset dataset, BitSet leftOut, int perVideo, IntConsumer progress)
      throws IOException {
    List<ClipRequest> clips = LabelledSets.clips(dataset.size(), leftOut, perVideo);
    FeatureExtractor extractor = new FeatureExtractor(dataset, protocol.batchSize());
    try (FeatureBank bank = extractor.extract(encoder, clips, 1, progress)) {
      BitSet missing = bank.missing();
      float[][] all = rows(bank.values());
      List<ClipRequest> read = new ArrayList<>();
      List<float[]> features = new ArrayList<>();
      for (int i = missing.nextClearBit(0); i < all.length; i = missing.nextClearBit(i + 1)) {
        read.add(clips.get(i));
        features.add(all[i]);
      }
      return new Rows(read, features.toArray(float[][]::new));
    }
  }

  private static float[][] rows(NDArray array) {
    int width = Math.toIntExact(array.getShape().get(1));
    float[] flat = array.toFloatArray();
    float[][] rows = new float[flat.length / width][width];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(flat, i * width, rows[i], 0, width);
    }
    return rows;
  }
}
