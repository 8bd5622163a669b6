package dev.xdc.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On S3, with S3Proxy as a server in a process of its own; in profile s3a only. */
@Tag("slow")
class S3aTest {
  private static final Path SERVER =
      Path.of(System.getProperty("xdc.test.s3proxy", "target/s3proxy.jar"));
  private static final String CLIENT = "org/apache/hadoop/fs/s3a/S3AFileSystem.class";
  private static final String HOST = "127.0.0.1";

  @TempDir private Path folder;

  @Test
  void aRunOnShardsInS3EndsAsOneOnShardsOnDisk() throws IOException, InterruptedException {
    assumeThat(S3aTest.class.getClassLoader().getResource(CLIENT))
        .as("hadoop-aws; give Maven -Ps3a")
        .isNotNull();
    assumeThat(SERVER).as("S3Proxy; give Maven -Ps3a").exists();
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    String endpoint = "http://" + HOST + ":" + port;
    Files.createDirectories(folder.resolve("s3/bucket"));
    Path settings =
        Files.write(
            folder.resolve("s3proxy.conf"),
            List.of(
                "s3proxy.endpoint=" + endpoint,
                "s3proxy.authorization=aws-v2-or-v4",
                "s3proxy.identity=reader",
                "s3proxy.credential=secret",
                "jclouds.provider=filesystem-nio2",
                "jclouds.filesystem.basedir=" + folder.resolve("s3")));
    Path log = folder.resolve("s3proxy.log");
    Process server =
        ChildProcesses.startWith(
            SERVER.toAbsolutePath().toString(),
            log,
            new Hosts.Host("", HOST),
            "org.gaul.s3proxy.Main",
            "--properties",
            settings.toString());
    try {
      await(server, port, log);
      ShardsElsewhere.assertRunEndsAsOneOnDisk(
          "s3a://bucket/shards",
          Map.of(
              "spark.hadoop.fs.s3a.endpoint", endpoint,
              "spark.hadoop.fs.s3a.endpoint.region", "us-east-1",
              "spark.hadoop.fs.s3a.path.style.access", "true",
              "spark.hadoop.fs.s3a.access.key", "reader",
              "spark.hadoop.fs.s3a.secret.key", "secret"),
          folder);
    } finally {
      server.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
  }

  private static void await(Process server, int port, Path log)
      throws IOException, InterruptedException {
    for (int attempt = 0; attempt < 600 && server.isAlive(); attempt++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException e) {
        Thread.sleep(100);
      }
    }
    assertThat(log).as("no server within a minute").content().isEmpty();
  }
}
