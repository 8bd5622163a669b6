package dev.xdc.spark;

import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Labels;
import java.util.Optional;

/** Clips that are another data set's, but for how they are read. */
abstract class ForwardingClips implements ClipDataset {
  final ClipDataset clips;

  ForwardingClips(ClipDataset clips) {
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
}
