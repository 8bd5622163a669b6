package dev.xdc.encoder;

/**
 * The numbers that a built-in encoder computes with. Weights, their gradients and momentum, batch
 * norm's statistics, features, heads and loss are FLOAT32 in either case.
 */
public enum Precision {
  /** 32 bits throughout; the default. */
  FLOAT32,
  /**
   * Activations and convolutions in 16 bits with the range of FLOAT32 and 8 bits of precision.
   * Faster only where the processor has instructions for it (avx512_bf16 or AMX on x86, tensor
   * cores on GPUs); {@code docs/benchmarks.md} holds the measured gain.
   */
  BFLOAT16
}
