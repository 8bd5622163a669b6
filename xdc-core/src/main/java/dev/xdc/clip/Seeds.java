package dev.xdc.clip;

/** Derives independent random streams from the one seed of a run. */
public final class Seeds {

  private Seeds() {}

  /**
   * Returns a seed that depends on all arguments: the SplitMix64 finaliser (Steele, Lea, Flood
   * 2014) folded over the keys.
   */
  public static long mix(long seed, long... keys) {
    long z = seed;
    for (long key : keys) {
      z = finish(z * 0x9E3779B97F4A7C15L + key + 0x9E3779B97F4A7C15L);
    }
    return z;
  }

  /**
   * Returns the seed of the stream {@code name} of a run, further distinguished by {@code keys}.
   */
  public static long stream(long runSeed, String name, long... keys) {
    return mix(mix(runSeed, name.hashCode()), keys);
  }

  private static long finish(long x) {
    long z = (x ^ (x >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
