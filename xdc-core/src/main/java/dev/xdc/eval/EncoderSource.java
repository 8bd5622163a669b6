package dev.xdc.eval;

import ai.djl.Device;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.Modality;
import dev.xdc.encoder.Encoder;
import java.io.IOException;
import java.util.List;
import java.util.function.IntConsumer;

/** The pooled features of an encoder. */
record EncoderSource(Encoder encoder) implements EmbeddingSource {

  @Override
  public Modality modality() {
    return encoder.modality();
  }

  @Override
  public Device device() {
    return encoder.manager().getDevice();
  }

  @Override
  public ClipFeatures embed(
      ClipDataset dataset, List<ClipRequest> clips, int batchSize, IntConsumer progress)
      throws IOException {
    return ClipFeatures.extract(
        ClipFeatures.Kind.POOLED, encoder, dataset, clips, batchSize, progress);
  }
}
