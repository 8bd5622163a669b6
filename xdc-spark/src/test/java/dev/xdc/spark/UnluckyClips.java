package dev.xdc.spark;

import dev.xdc.clip.ClipBatch;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipReader;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.Modality;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
    return new Reader(clips.read(modalities, requests, batchSize), folder);
  }

  /** Reads on after what happens. */
  private record Reader(ClipReader reader, String folder) implements ClipReader {
    @Override
    public @Nullable ClipBatch next() throws IOException {
      Mishap.strike(folder);
      return reader.next();
    }

    @Override
    public int failures() {
      return reader.failures();
    }

    @Override
    public double waitSeconds() {
      return reader.waitSeconds();
    }

    @Override
    public void close() {
      reader.close();
    }
  }

  @Override
  public void close() {
    clips.close();
  }
}
