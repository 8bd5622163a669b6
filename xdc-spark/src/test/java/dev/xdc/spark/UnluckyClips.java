package dev.xdc.spark;

import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipReader;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.Modality;
import java.util.List;
import java.util.Set;

/** The clips of {@link TinyRuns}, at whose reading a {@link Mishap} may happen. */
final class UnluckyClips extends ForwardingClips {
  private final String folder;

  private UnluckyClips(ClipDataset clips, String folder) {
    super(clips);
    this.folder = folder;
  }

  /** Opens them on an executor. */
  static ClipsOpener in(String folder) {
    return () -> new UnluckyClips(TinyRuns.clips(), folder);
  }

  @Override
  public ClipReader read(Set<Modality> modalities, List<ClipRequest> requests, int batchSize) {
    Mishap.strike(folder);
    return clips.read(modalities, requests, batchSize);
  }

  @Override
  public void close() {
    clips.close();
  }
}
