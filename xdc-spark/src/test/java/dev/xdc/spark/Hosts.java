package dev.xdc.spark;

import java.util.Arrays;
import java.util.List;

/**
 * Where the processes of a test cluster run: on this machine, or, as {@code two-hosts.sh} asks for,
 * in network namespaces, which are hosts to each other.
 *
 * @param driver address of driver and master
 * @param workers of each worker
 */
record Hosts(String driver, List<Host> workers) {

  /** An address, and the namespace that has it; empty for this machine's own. */
  record Host(String namespace, String address) {

    /** Returns what begins the command line of a process there. */
    List<String> prefix() {
      return namespace.isEmpty() ? List.of() : List.of("ip", "netns", "exec", namespace);
    }
  }

  /**
   * Returns those of {@code -Dxdc.test.hosts=ADDRESS,NAMESPACE=ADDRESS,...}; default addresses that
   * Linux has on this machine.
   */
  static Hosts present() {
    String hosts = System.getProperty("xdc.test.hosts", "127.0.0.1,=127.0.0.2,=127.0.0.3");
    String[] parts = hosts.split(",");
    return new Hosts(
        parts[0],
        Arrays.stream(parts)
            .skip(1)
            .map(part -> part.split("="))
            .map(part -> new Host(part[0], part[1]))
            .toList());
  }

  /** Returns whether workers have addresses of their own: Spark repeats no task on its own host. */
  boolean areApart() {
    return workers.stream().map(Host::address).distinct().count() == workers.size();
  }

  /** Returns whether the workers have a network of their own, which can be cut. */
  boolean areNamespaces() {
    return workers.stream().noneMatch(worker -> worker.namespace().isEmpty());
  }
}
