package dev.xdc;

import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipReader;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.Modality;
import java.util.List;
import java.util.Set;

/** Clips of which those of one video cannot be read. */
public final class TornClips extends ForwardingClips {
  private final int video;

  public TornClips(ClipDataset clips, int video) {
    super(clips);
    this.video = video;
  }

  @Override
  public ClipReader read(Set<Modality> modalities, List<ClipRequest> requests, int batchSize) {
    return clips.read(
        modalities, requests.stream().filter(clip -> clip.index() != video).toList(), batchSize);
  }
}
