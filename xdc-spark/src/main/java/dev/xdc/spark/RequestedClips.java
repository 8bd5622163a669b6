package dev.xdc.spark;

import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipReader;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.Modality;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Clips as the driver of a training sees them: which ones a batch is made of, without pictures or
 * sound, which executors read.
 */
final class RequestedClips extends ForwardingClips {
  private final BiConsumer<List<ClipRequest>, Integer> pass;

  /**
   * Forwards.
   *
   * @param pass takes the clips of each pass and the size of its batches before they are read
   */
  RequestedClips(ClipDataset clips, BiConsumer<List<ClipRequest>, Integer> pass) {
    super(clips);
    this.pass = pass;
  }

  @Override
  public ClipReader read(Set<Modality> modalities, List<ClipRequest> requests, int batchSize) {
    pass.accept(requests, batchSize);
    return ClipReader.filling(spec(), Set.of(), requests, batchSize, (modality, clip, out) -> {});
  }

  @Override
  public void close() {
    // the clips stay the caller's
  }
}
