package dev.xdc.suite.cost;

import ai.djl.Device;

/**
 * The memory that a training takes.
 *
 * @param device where the encoders compute; the memory of a GPU is not known
 * @param stepsMegabytes of this process in steps of full batches, or on a GPU of the measured ones;
 *     NaN if the system does not report it
 * @param decodedBytes of videos that are kept decoded
 * @param featureBytes of all features
 * @param machineMegabytes what this machine has, or what a container leaves of it
 */
public record MemoryCost(
    Device device,
    double stepsMegabytes,
    long decodedBytes,
    long featureBytes,
    double machineMegabytes) {

  private static final double MEGABYTE = 1 << 20;

  /** Returns the MB of videos that are kept decoded. */
  public double decodedMegabytes() {
    return decodedBytes / MEGABYTE;
  }

  /** Returns the MB of all features. */
  public double featureMegabytes() {
    return featureBytes / MEGABYTE;
  }

  /** Returns the MB of this process in all; NaN if the system does not report it. */
  public double megabytes() {
    return stepsMegabytes + decodedMegabytes() + featureMegabytes();
  }

  /** Returns whether that is more than the machine has; false if it is not known. */
  public boolean isTooMuch() {
    return megabytes() > machineMegabytes;
  }
}
