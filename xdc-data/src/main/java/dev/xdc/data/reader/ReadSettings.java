package dev.xdc.data.reader;

import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.data.transform.AudioFrontEnd;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link MediaDataset} reads the videos that it holds.
 *
 * @param spec of the clips
 * @param frontEnd makes something else than a log-mel spectrogram of sound; null for that
 * @param modalities that can be read
 * @param cacheBytes heap that decoded videos may take
 * @param threads that decode
 * @param clipsPerProcess decoded by a process at once
 * @param maxFailureShare share of the clips that may fail
 */
record ReadSettings(
    ClipSpec spec,
    @Nullable AudioFrontEnd frontEnd,
    Set<Modality> modalities,
    long cacheBytes,
    int threads,
    int clipsPerProcess,
    double maxFailureShare) {

  /** Returns what a builder was given, for clips of {@code spec}. */
  static ReadSettings of(MediaDatasetOptions<?> options, ClipSpec spec) {
    return new ReadSettings(
        spec,
        options.frontEnd,
        Set.copyOf(options.required),
        options.cacheBytes,
        options.threads,
        options.clipsPerProcess,
        options.maxFailureShare);
  }
}
