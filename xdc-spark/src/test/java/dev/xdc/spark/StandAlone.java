package dev.xdc.spark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.master.Master;
import org.apache.spark.deploy.worker.Worker;

/**
 * Spark's stand-alone cluster: a master and two workers with one core each, all of them processes,
 * from the class path of the test alone.
 */
final class StandAlone implements AutoCloseable {
  private final List<Process> processes = new ArrayList<>();
  private final Hosts hosts = Hosts.present();
  private final int port;

  /** Starts it. */
  StandAlone(Path folder) throws IOException, InterruptedException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName(hosts.driver()))) {
      port = free.getLocalPort();
    }
    processes.add(
        ChildProcesses.start(
            folder.resolve("master.log"),
            new Hosts.Host("", hosts.driver()),
            Master.class.getName(),
            args("--host", hosts.driver(), "--port", port, "--webui-port", 0)));
    await(folder.resolve("master.log"));
    for (Hosts.Host host : hosts.workers()) {
      String name = "worker-" + processes.size();
      processes.add(
          ChildProcesses.start(
              folder.resolve(name + ".log"),
              host,
              Worker.class.getName(),
              args(
                  "--host",
                  host.address(),
                  "--cores",
                  1,
                  "--memory",
                  "1g",
                  "--webui-port",
                  0,
                  "--work-dir",
                  folder.resolve(name),
                  master())));
    }
  }

  private static String[] args(Object... values) {
    return List.of(values).stream().map(Object::toString).toArray(String[]::new);
  }

  private void await(Path log) throws IOException, InterruptedException {
    for (int attempt = 0; attempt < 600; attempt++) {
      try (Socket socket = new Socket(hosts.driver(), port)) {
        return;
      } catch (IOException e) {
        Thread.sleep(100);
      }
    }
    close();
    throw new IOException("no master within a minute: " + Files.readString(log));
  }

  /** Returns the address of the master. */
  String master() {
    return "spark://" + hosts.driver() + ":" + port;
  }

  /** Returns a context with both workers; a job begins when both executors are there. */
  JavaSparkContext context() throws IOException {
    return context(master(), true);
  }

  /**
   * Returns a context.
   *
   * @param speculation whether tasks that stall are run elsewhere, too
   */
  static JavaSparkContext context(String master, boolean speculation) throws IOException {
    SparkConf conf =
        ChildProcesses.executors(TinyRuns.conf(master))
            .set("spark.driver.host", Hosts.present().driver())
            .set("spark.driver.bindAddress", Hosts.present().driver())
            .set("spark.cores.max", "2")
            .set("spark.scheduler.minRegisteredResourcesRatio", "1")
            .set("spark.scheduler.maxRegisteredResourcesWaitingTime", "2min")
            .set("spark.speculation", Boolean.toString(speculation))
            .set("spark.speculation.quantile", "0.5")
            .set("spark.speculation.multiplier", "4")
            .set("spark.speculation.minTaskRuntime", "2s")
            .set("spark.speculation.task.duration.threshold", "5s"); // of a task without others
    return new JavaSparkContext(conf);
  }

  /** Ends all processes, the executors with their workers. */
  @Override
  public void close() {
    List<ProcessHandle> all = new ArrayList<>();
    for (Process process : processes) {
      process.descendants().forEach(all::add);
      all.add(process.toHandle());
    }
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(
        process -> process.onExit().completeOnTimeout(process, 10, TimeUnit.SECONDS).join());
  }
}
