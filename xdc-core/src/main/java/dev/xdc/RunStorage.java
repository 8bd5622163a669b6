package dev.xdc;

import dev.xdc.checkpoint.CheckpointPolicy;
import dev.xdc.feature.FeatureStorage;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a run keeps what it makes.
 *
 * @param folder of the run; null for none
 * @param checkpoints when it is saved there
 * @param changedSettings whether it may resume with other settings than it was saved with
 * @param featureMemory up to how many bytes the features of a stream lie in memory
 */
record RunStorage(
    @Nullable Path folder,
    CheckpointPolicy checkpoints,
    boolean changedSettings,
    long featureMemory) {

  /** No folder. */
  static final RunStorage NONE =
      new RunStorage(null, CheckpointPolicy.standard(), false, FeatureStorage.DEFAULT_MEMORY_BYTES);

  RunStorage withFolder(Path folder) {
    return new RunStorage(folder, checkpoints, changedSettings, featureMemory);
  }

  RunStorage withCheckpoints(CheckpointPolicy checkpoints) {
    return new RunStorage(folder, checkpoints, changedSettings, featureMemory);
  }

  RunStorage withChangedSettings(boolean allowed) {
    return new RunStorage(folder, checkpoints, allowed, featureMemory);
  }

  /** Returns a copy; refuses a negative number. */
  RunStorage withFeatureMemory(long bytes) {
    long checked = FeatureStorage.temporary().withMemoryBytes(bytes).memoryBytes();
    return new RunStorage(folder, checkpoints, changedSettings, checked);
  }

  /** Where the features of a stream lie; they stay until the next round. */
  FeatureStorage features(Stream stream) {
    return new FeatureStorage(featureFile(stream.slot().toString()), true, featureMemory);
  }

  /** Where features lie for as long as they are clustered. */
  FeatureStorage scratch() {
    return new FeatureStorage(featureFile("transformed"), false, featureMemory);
  }

  private @Nullable Path featureFile(String name) {
    return folder == null ? null : folder.resolve("features").resolve(name + ".npy");
  }
}
