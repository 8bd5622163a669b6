package dev.xdc.spark;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.apache.spark.launcher.JavaModuleOptions;

/** JVMs that tests start: with the class path of the test, as a cluster would start them. */
final class ChildProcesses {
  /** Half a minute of a cluster's code costs the second compiler more than it wins. */
  private static final String JVM =
      "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dai.djl.offline=true"
          + " -Dai.djl.pytorch.num_threads=1";

  private ChildProcesses() {}

  /**
   * Adds what executors need that are processes of their own. They look for a Spark distribution at
   * SPARK_HOME; there is none.
   */
  static SparkConf executors(SparkConf conf) throws IOException {
    Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
    return conf.set("spark.executor.memory", "1g")
        .set("spark.executor.extraClassPath", classPath())
        .set("spark.executor.extraJavaOptions", JVM);
  }

  /** Starts the main class of a JVM on a host, with the class path of the test. */
  static Process start(Path log, Hosts.Host host, String main, String... arguments)
      throws IOException {
    return startWith(classPath(), log, host, main, arguments);
  }

  /** Starts the main class of a JVM on a host. */
  static Process startWith(
      String classPath, Path log, Hosts.Host host, String main, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(host.prefix());
    command.add(ProcessHandle.current().info().command().orElse("java"));
    hosts(command);
    command.addAll(List.of(JVM.split(" ")));
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().split(" ")));
    command.addAll(List.of("-Xmx512m", "-cp", classPath, main));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("SPARK_LOCAL_IP", host.address());
    return builder.start();
  }

  /** Hands on where the cluster is. */
  private static void hosts(List<String> command) {
    String hosts = System.getProperty("xdc.test.hosts");
    if (hosts != null) {
      command.add("-Dxdc.test.hosts=" + hosts);
    }
  }

  private static String classPath() {
    String classes =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Arrays.stream(classes.split(File.pathSeparator))
        .filter(entry -> !entry.isEmpty())
        .map(entry -> Path.of(entry).toAbsolutePath().normalize().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
