package dev.xdc.eval;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.Modality;
import dev.xdc.encoder.Encoder;
import dev.xdc.engine.TorchEngine;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * What turns clips of one modality into fixed features, so that a protocol judges anything that
 * does: a frozen encoder, features that need no network, or either of them transformed.
 */
public interface EmbeddingSource {

  /** Returns what is read of the clips. */
  Modality modality();

  /** Returns where classifiers on the features are to compute. */
  Device device();

  /**
   * Makes a feature of each clip. Clips that cannot be read are absent from the result.
   *
   * @param clips those wanted, the ones of a video side by side
   * @param batchSize clips per pass; does not change the result
   * @param progress receives the clips done
   * @throws IOException if too many clips cannot be read
   */
  ClipFeatures embed(
      ClipDataset dataset, List<ClipRequest> clips, int batchSize, IntConsumer progress)
      throws IOException;

  /** Returns the pooled feature of an encoder in inference mode; it stays the caller's. */
  static EmbeddingSource of(Encoder encoder) {
    return new EncoderSource(encoder);
  }

  /**
   * Returns the features that need no network and that small presets cluster in their first round:
   * of sound the mean and deviation of each mel band over time, of pictures statistics of gradient
   * orientations. None of them depends on the order in time. Computed on the CPU.
   */
  static EmbeddingSource handCrafted(Modality modality) {
    return new HandCraftedSource(modality);
  }

  /** Makes features of uniformly spaced clips of every video that is not left out. */
  default ClipFeatures embed(
      ClipDataset dataset, BitSet leftOut, int perVideo, int batchSize, IntConsumer progress)
      throws IOException {
    return embed(
        dataset, LabelledSets.clips(dataset.size(), leftOut, perVideo), batchSize, progress);
  }

  /** Opens a manager on {@link #device()} for the caller to close. */
  default NDManager newManager() {
    return TorchEngine.ready().newBaseManager(device());
  }
}
