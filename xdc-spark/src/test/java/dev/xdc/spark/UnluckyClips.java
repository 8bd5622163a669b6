package dev.xdc.spark;

import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipReader;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Labels;
import dev.xdc.clip.Modality;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The clips of {@link TinyRuns}, at whose reading a {@link Mishap} may happen. */
record UnluckyClips(ClipDataset clips, String folder) implements ClipDataset {

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
  public int size() {
    return clips.size();
  }

  @Override
  public ClipSpec spec() {
    return clips.spec();
  }

  @Override
  public String id(int index) {
    return clips.id(index);
  }

  @Override
  public Optional<Labels> labels() {
    return clips.labels();
  }

  @Override
  public void close() {
    clips.close();
  }
}
