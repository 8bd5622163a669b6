package dev.xdc.spark;

import com.sun.management.OperatingSystemMXBean;
import dev.xdc.encoder.Encoder;
import java.io.IOException;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The memory without which an executor certainly cannot do the work of a run. Activations are not
 * counted: they depend on the network.
 *
 * @param heap bytes of Java's heap
 * @param outside bytes outside of it
 */
record MemoryNeed(long heap, long outside) implements Serializable {
  /** An executor of Spark that does nothing. */
  private static final long SPARK = 128L << 20;

  /** PyTorch's libraries and first buffers. */
  private static final long PYTORCH = 256L << 20;

  /**
   * Adds up what the encoders need. Training holds weights and momentum three times in the heap: as
   * they came, as they became, and in pieces; features hold weights as they came. Outside are the
   * weights of all, and gradients and momentum of the one in training.
   */
  static MemoryNeed of(List<Encoder> encoders, boolean training) {
    long most = encoders.stream().mapToLong(MemoryNeed::bytes).max().orElse(0);
    long all = encoders.stream().mapToLong(MemoryNeed::bytes).sum();
    return new MemoryNeed(
        SPARK + (training ? 3 * 2 * most : most), PYTORCH + all + (training ? 2 * most : 0));
  }

  private static long bytes(Encoder encoder) {
    return (long) Float.BYTES * FlatArrays.size(FlatArrays.of(encoder));
  }

  /**
   * Checks this executor.
   *
   * @throws IllegalStateException if it has too little; names the host and the setting
   */
  void check() throws IOException {
    long limit = Runtime.getRuntime().maxMemory();
    // what a container leaves of it
    long machine =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    String problem = problem(limit, machine);
    if (problem != null) {
      throw new IllegalStateException("the executor on " + Executors.host() + " has " + problem);
    }
  }

  /**
   * Returns what is too little, and the remedy; null if nothing is.
   *
   * @param limit of the heap, in bytes
   * @param machine all memory, in bytes
   */
  @Nullable String problem(long limit, long machine) {
    if (limit < heap) {
      return text(limit, "of heap", heap, "spark.executor.memory");
    }
    return machine - limit < outside
        ? text(machine - limit, "outside the heap", outside, "spark.executor.memoryOverhead")
        : null;
  }

  private static String text(long has, String where, long needs, String setting) {
    return "%d MB %s, the run needs at least %d: raise %s, or use smaller encoders"
        .formatted(Math.max(0, has) >> 20, where, needs >> 20, setting);
  }
}
