package dev.xdc;

import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipReader;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.Modality;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Clips of which those of one video cannot be read. */
public final class TornClips extends ForwardingClips {
  private final int video;

  public TornClips(ClipDataset clips, int video) {
    super(clips);
    this.video = video;
  }

  @Override
  public ClipReader read(Set<Modality> modalities, List<ClipRequest> requests, int batchSize) {
    int[] read =
        IntStream.range(0, requests.size()).filter(i -> requests.get(i).index() != video).toArray();
    List<ClipRequest> asked = Arrays.stream(read).mapToObj(requests::get).toList();
    return ClipReader.answering(clips.read(modalities, asked, batchSize), requests, read);
  }
}
