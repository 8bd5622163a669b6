package dev.xdc.clip;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Clips that lie in memory, one for each video; made by {@link ClipDataset#of}. They are neither
 * cut nor changed: a request for any place in a video gives the same clip. The memory stays the
 * caller's, who leaves it as it is.
 */
public final class ArrayClips implements ClipDataset {
  private static final int COLOURS = 3;

  private final ClipSpec spec;
  private final Map<Modality, List<FloatBuffer>> clips;
  private final List<String> ids;
  private final @Nullable Labels labels;

  private ArrayClips(
      ClipSpec spec,
      Map<Modality, List<FloatBuffer>> clips,
      List<String> ids,
      @Nullable Labels labels) {
    this.spec = spec;
    this.clips = clips;
    this.ids = ids;
    this.labels = labels;
  }

  /** See {@link ClipDataset#of(ClipSpec, Map)}, which describes the arguments. */
  static ArrayClips of(ClipSpec spec, Map<Modality, List<FloatBuffer>> clips) {
    if (clips.isEmpty()) {
      throw new IllegalArgumentException("clips are empty, must be of at least one modality");
    }
    Map<Modality, List<FloatBuffer>> checked = new EnumMap<>(Modality.class);
    int size = clips.values().iterator().next().size();
    clips.forEach(
        (modality, list) -> {
          if (list.size() != size || size == 0) {
            throw new IllegalArgumentException(
                list.size()
                    + " "
                    + modality
                    + " clips, must be as many as there are of the other"
                    + " modality, "
                    + size
                    + ", and at least 1");
          }
          checked.put(modality, list.stream().map(FloatBuffer::slice).toList());
          requireSizes(spec, modality, checked.get(modality));
        });
    List<String> ids = IntStream.range(0, size).mapToObj(i -> "clip-" + i).toList();
    return new ArrayClips(spec, checked, ids, null);
  }

  private static void requireSizes(ClipSpec spec, Modality modality, List<FloatBuffer> list) {
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i).remaining() != spec.shape(modality).size()) {
        throw new IllegalArgumentException(
            modality
                + " clip "
                + i
                + " has "
                + list.get(i).remaining()
                + " values, must have "
                + spec.shape(modality).size()
                + " for the shape "
                + spec.shape(modality)
                + " of the clip specification");
      }
    }
  }

  /**
   * Returns the same clips with labels, for evaluation and supervised training.
   *
   * @throws IllegalArgumentException if there is not one for each clip
   */
  public ArrayClips withLabels(Labels labels) {
    if (labels.classes().length != size()) {
      throw new IllegalArgumentException(
          labels.classes().length + " labels, must be one for each of " + size() + " clips");
    }
    return new ArrayClips(spec, clips, ids, labels);
  }

  /**
   * Returns the same clips under names of their own; without, they are {@code clip-0}, {@code
   * clip-1}, ...
   *
   * @throws IllegalArgumentException if there is not one for each clip, or one occurs twice
   */
  public ArrayClips withIds(List<String> ids) {
    if (ids.size() != size() || new HashSet<>(ids).size() != size()) {
      throw new IllegalArgumentException(
          ids.size()
              + " ids, "
              + new HashSet<>(ids).size()
              + " of them different, must be a"
              + " different one for each of "
              + size()
              + " clips");
    }
    return new ArrayClips(spec, clips, List.copyOf(ids), labels);
  }

  @Override
  public int size() {
    return ids.size();
  }

  @Override
  public ClipSpec spec() {
    return spec;
  }

  @Override
  public String id(int index) {
    return ids.get(index);
  }

  @Override
  public Optional<Labels> labels() {
    return Optional.ofNullable(labels);
  }

  /** Made of ids and values, all of which are read for it. */
  @Override
  public String fingerprint() {
    return Fingerprint.of(size(), i -> id(i) + " " + checksums(i));
  }

  private List<Long> checksums(int index) {
    return clips.values().stream().map(list -> checksum(list.get(index))).toList();
  }

  private static long checksum(FloatBuffer values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.remaining() * Float.BYTES);
    bytes.asFloatBuffer().put(values.duplicate());
    CRC32C sum = new CRC32C();
    sum.update(bytes);
    return sum.getValue();
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if there are no clips in one of {@code modalities}, or a
   *     request lies outside this set
   */
  @Override
  public ClipReader read(Set<Modality> modalities, List<ClipRequest> requests, int batchSize) {
    if (!clips.keySet().containsAll(modalities)) {
      throw new IllegalArgumentException(
          "modalities are " + modalities + ", must be some of " + clips.keySet());
    }
    for (ClipRequest request : requests) {
      if (request.index() >= size()) {
        throw new IllegalArgumentException(
            "clip of video " + request.index() + " asked for, the set has " + size());
      }
    }
    return ClipReader.filling(spec, modalities, requests, batchSize, this::fill);
  }

  private void fill(Modality modality, ClipRequest clip, FloatBuffer out) {
    FloatBuffer values = Objects.requireNonNull(clips.get(modality)).get(clip.index()).duplicate();
    if (modality == Modality.AUDIO) {
      out.put(values);
      return;
    }
    float[] plane = new float[values.remaining() / COLOURS];
    for (int colour = 0; colour < COLOURS; colour++) {
      values.get(plane);
      for (int i = 0; i < plane.length; i++) {
        out.put(COLOURS * i + colour, plane[i]);
      }
    }
  }

  /** Does nothing: the memory is the caller's. */
  @Override
  public void close() {}

  @Override
  public String toString() {
    return "ArrayClips[" + size() + " clips, " + clips.keySet() + "]";
  }

  /** Returns arrays as buffers. */
  static List<FloatBuffer> wrap(float[][] arrays) {
    return Arrays.stream(arrays).map(FloatBuffer::wrap).toList();
  }
}
