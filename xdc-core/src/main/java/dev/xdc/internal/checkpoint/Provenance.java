package dev.xdc.internal.checkpoint;

import ai.djl.Device;
import ai.djl.engine.Engine;
import dev.xdc.engine.TorchEngine;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** Who computes: what is needed to do it again, or to explain a difference. */
public final class Provenance {
  private static final String UNKNOWN = "unknown";

  /** The facts that may change the last bits of a result. */
  private static final List<String> COMPUTING =
      List.of("xdc", "system", "djl", "pytorch", "device", "threads");

  private Provenance() {}

  /**
   * Describes this process: versions, devices, threads, host, command, and when it is asked.
   *
   * @param devices what computes, in the order of their parts of a batch
   */
  public static Map<String, String> of(List<Device> devices) {
    Map<String, String> facts = new LinkedHashMap<>();
    String version = Provenance.class.getPackage().getImplementationVersion();
    facts.put("xdc", Objects.requireNonNullElse(version, UNKNOWN));
    facts.put("java", Runtime.version().toString());
    facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    facts.put("djl", Engine.getDjlVersion());
    facts.put("pytorch", TorchEngine.ready().getVersion());
    facts.put("device", devices.stream().map(Device::toString).collect(Collectors.joining(", ")));
    facts.put("threads", Integer.toString(TorchEngine.threads()));
    facts.put("host", host());
    facts.put("command", System.getProperty("sun.java.command", UNKNOWN));
    facts.put("started", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    return facts;
  }

  /**
   * Returns in what two processes differ that may change the last bits of a result.
   *
   * @return such as {@code threads was 2, now 1}; empty if in nothing
   */
  public static Optional<String> differences(Map<String, String> before, Map<String, String> now) {
    List<String> differences = new ArrayList<>();
    for (String name : COMPUTING) {
      if (!Objects.equals(before.get(name), now.get(name))) {
        differences.add(name + " was " + before.get(name) + ", now " + now.get(name));
      }
    }
    return differences.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", differences));
  }

  /** Returns the name of this machine. */
  static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return UNKNOWN;
    }
  }
}
