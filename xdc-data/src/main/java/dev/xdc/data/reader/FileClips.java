package dev.xdc.data.reader;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.xdc.clip.ClipBatch;
import dev.xdc.clip.ClipReader;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.engine.TorchEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Evenly spaced clips of one file, for DJL's translators. */
final class FileClips {

  private FileClips() {}

  /**
   * Reads clips.
   *
   * @param modalities what the file must hold
   * @param clips how many at most, at least 1
   * @return an array for each modality that can be read, with its name, owned by {@code owner}
   * @throws IOException if the file cannot be used or no clip of it can be read
   */
  static NDList read(NDManager owner, Path file, ClipSpec spec, Set<Modality> modalities, int clips)
      throws IOException {
    TorchEngine.ready(); // on this thread
    MediaList.Item item = new MediaList.Item(file.toString(), file, null);
    NDList arrays = new NDList();
    try (MediaDataset videos =
        MediaDataset.builder()
            .setFiles(MediaList.of(file.toString(), List.of(item)))
            .setSpec(spec)
            .optRequire(modalities)
            .build()) {
      for (Modality modality : EnumSet.copyOf(modalities)) {
        List<ClipRequest> wanted = ClipRequest.uniform(0, clips);
        try (ClipReader reader = videos.read(Set.of(modality), wanted, clips)) {
          ClipBatch batch = reader.next();
          if (batch != null) {
            try (NDArray shared = batch.array(owner, modality)) {
              NDArray own = shared.duplicate(); // the reader's memory ends with it
              own.setName(modality.toString());
              arrays.add(own);
            }
          }
        }
      }
    }
    if (arrays.isEmpty()) {
      throw new IOException(file + ": no clip could be read");
    }
    return arrays;
  }
}
