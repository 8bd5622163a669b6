package dev.xdc.clip;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A set of videos from which clips are cut. Positions run from 0 to {@link #size()} - 1 and never
 * change.
 *
 * <p>Implementations are called from one thread at a time; what they hand out is read ahead on
 * threads of their own.
 */
public interface ClipDataset extends AutoCloseable {

  /** Returns how many videos the set holds. */
  int size();

  /** Returns how clips are cut and shaped. */
  ClipSpec spec();

  /**
   * Returns the stable id of a video, under which its features and clusters are reported; no other
   * video of the set has it.
   */
  String id(int index);

  /**
   * Returns the number of the file, or recording, that a video is a part of; by default each is a
   * file of its own. Videos of one file are alike, so that splits do not part them.
   */
  default int file(int index) {
    return index;
  }

  /**
   * Returns one class number per video, from 0, or empty if the set has no labels. Pretraining by
   * clusters reads them for its report only.
   */
  Optional<Labels> labels();

  /**
   * Returns the classes of each video where it may have several, or empty if the set has no tags; a
   * set has labels or tags, not both. By default empty.
   */
  default Optional<Tags> tags() {
    return Optional.empty();
  }

  /**
   * Returns a text that distinguishes this set from others, the same in every process: a run
   * resumes only with the set it began with. By default made of the ids in their order.
   */
  default String fingerprint() {
    return Fingerprint.of(size(), this::id);
  }

  /**
   * Returns how the videos were chosen out of a larger set, for the provenance of what learns from
   * them; by default empty, as they were not.
   */
  default Optional<String> origin() {
    return Optional.empty();
  }

  /**
   * Opens a reader over {@code clips}, in the order given and in batches of {@code batchSize}; the
   * last one may be smaller. Which clips make a batch does not change when some cannot be read.
   *
   * @param modalities what to read of each clip; not empty
   * @param batchSize at least 1
   * @return a reader that the caller closes
   * @throws IllegalArgumentException if the set does not hold one of {@code modalities}, or a
   *     request lies outside it
   */
  ClipReader read(Set<Modality> modalities, List<ClipRequest> clips, int batchSize);

  /** Ends everything that runs in the background. */
  @Override
  void close();

  /**
   * Returns clips that lie in arrays, one picture and one sound for each video.
   *
   * <pre>{@code
   * ClipDataset clips = ClipDataset.of(spec, pictures, sounds).withLabels(labels);
   * }</pre>
   *
   * @param pictures for each video the values of shape (3, T, H, W), {@link ClipSpec#videoShape}
   * @param sounds for each video the values of shape (1, M, F), {@link ClipSpec#audioShape}
   * @throws IllegalArgumentException if there are not as many of both, or one has another size;
   *     names it
   */
  static ArrayClips of(ClipSpec spec, float[][] pictures, float[][] sounds) {
    return of(
        spec,
        Map.of(Modality.VIDEO, ArrayClips.wrap(pictures), Modality.AUDIO, ArrayClips.wrap(sounds)));
  }

  /**
   * Returns clips that lie in buffers, which may be mapped files, in one modality or both.
   *
   * @param clips for each modality as many buffers as there are videos, each with the values of one
   *     clip from its position to its limit, laid out as {@link ClipSpec#shape} says
   * @throws IllegalArgumentException if there are none, not as many of both modalities, or one has
   *     another size; names it
   */
  static ArrayClips of(ClipSpec spec, Map<Modality, List<FloatBuffer>> clips) {
    return ArrayClips.of(spec, clips);
  }
}
