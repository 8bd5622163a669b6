package dev.xdc.spark;

import java.io.Serializable;

/**
 * What every task of a run is sent, to find or to make what its JVM keeps of the run.
 *
 * @param id distinguishes runs
 * @param clips opens the clips on an executor
 * @param fingerprint of the driver's clips
 * @param java feature version of the driver's Java
 */
record RunHandle(String id, ClipsOpener clips, String fingerprint, int java)
    implements Serializable {}
