package dev.xdc.clip;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Some clips side by side in memory: one direct buffer per modality, filled by a reader's threads
 * and handed to the engine without a copy.
 *
 * <p>The picture lies in memory as (N, T, H, W, C), which is what the encoders of this library
 * compute on; {@link #array} shows it as (N, C, T, H, W), the layout of the paper, through a
 * transposed view.
 */
public final class ClipBatch {

  private final ClipSpec spec;
  private final int capacity;
  private final Map<Modality, ByteBuffer> buffers = new EnumMap<>(Modality.class);
  private List<ClipRequest> clips = List.of();
  private int[] positions = {};

  /** Allocates room for {@code capacity} clips. */
  public ClipBatch(ClipSpec spec, Set<Modality> modalities, int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity is " + capacity + ", must be at least 1");
    }
    this.spec = spec;
    this.capacity = capacity;
    for (Modality modality : modalities) {
      long bytes = spec.shape(modality).size() * Float.BYTES * capacity;
      buffers.put(
          modality,
          ByteBuffer.allocateDirect(Math.toIntExact(bytes)).order(ByteOrder.nativeOrder()));
    }
  }

  /** Returns how many clips fit. */
  public int capacity() {
    return capacity;
  }

  /** Returns the clips of this batch, in the order of its rows. */
  public List<ClipRequest> clips() {
    return clips;
  }

  /** Returns N, the number of clips. */
  public int size() {
    return clips.size();
  }

  /**
   * Returns for each row which of the reader's requests it answers, as positions in the list that
   * was asked for. They rise, with a gap where a clip could not be read.
   */
  public int[] positions() {
    return positions.clone();
  }

  /**
   * States which requests the rows hold, once they are filled.
   *
   * @param requests all that the reader was asked for
   * @param positions for each row the position of its request; no more than {@link #capacity}
   */
  public void setRows(List<ClipRequest> requests, int[] positions) {
    if (positions.length > capacity) {
      throw new IllegalArgumentException(positions.length + " clips, but room for " + capacity);
    }
    this.clips = Arrays.stream(positions).mapToObj(requests::get).toList();
    this.positions = positions.clone();
  }

  /** States that the rows hold no requests. */
  public void clear() {
    setRows(List.of(), new int[0]);
  }

  /**
   * Returns the memory of one clip for its reader to fill: T x H x W x 3 normalised values of a
   * picture, M x F of a spectrogram. Different rows may be filled by different threads.
   */
  public FloatBuffer row(Modality modality, int row) {
    ByteBuffer buffer = buffer(modality);
    int bytes = buffer.capacity() / capacity;
    return buffer.slice(row * bytes, bytes).order(ByteOrder.nativeOrder()).asFloatBuffer();
  }

  /** Copies row {@code from} over row {@code to} in every modality. */
  public void moveRow(int from, int to) {
    buffers.forEach(
        (modality, buffer) -> {
          int bytes = buffer.capacity() / capacity;
          buffer.put(to * bytes, buffer, from * bytes, bytes);
        });
  }

  /**
   * Returns this batch as an array of shape (N, 3, T, H, W) or (N, 1, M, F), FLOAT32.
   *
   * <p>On a CPU the array shares this batch's memory: use it before the next batch is asked for.
   *
   * @param manager owns the result
   */
  public NDArray array(NDManager manager, Modality modality) {
    Shape clip = spec.shape(modality);
    ByteBuffer buffer = buffer(modality);
    int bytes = buffer.capacity() / capacity * size();
    ByteBuffer used = buffer.slice(0, bytes).order(ByteOrder.nativeOrder());
    if (modality == Modality.AUDIO) {
      return manager.create(used, new Shape(size()).addAll(clip), DataType.FLOAT32);
    }
    Shape inMemory = new Shape(size(), clip.get(1), clip.get(2), clip.get(3), clip.get(0));
    try (NDArray frames = manager.create(used, inMemory, DataType.FLOAT32)) {
      return frames.transpose(0, 4, 1, 2, 3);
    }
  }

  private ByteBuffer buffer(Modality modality) {
    ByteBuffer buffer = buffers.get(modality);
    if (buffer == null) {
      throw new IllegalStateException("this batch was read without " + modality);
    }
    return buffer;
  }

  @Override
  public String toString() {
    return "ClipBatch[" + size() + " clips, " + buffers.keySet() + "]";
  }
}
