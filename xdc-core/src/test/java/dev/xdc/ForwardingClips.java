package dev.xdc;

import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipReader;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Labels;
import dev.xdc.clip.Modality;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Clips that are another data set's but for what a test changes; closing them does nothing. */
public abstract class ForwardingClips implements ClipDataset {
  protected final ClipDataset clips;

  protected ForwardingClips(ClipDataset clips) {
    this.clips = clips;
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
  public ClipReader read(Set<Modality> modalities, List<ClipRequest> requests, int batchSize) {
    return clips.read(modalities, requests, batchSize);
  }

  @Override
  public void close() {}
}
