package dev.xdc.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.xdc.XdcTrainer;
import dev.xdc.clip.SyntheticClips;
import dev.xdc.train.Progress;
import dev.xdc.train.XdcListener;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.Utils$;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a small disk for Spark's local folder: a file system in memory, which root can mount. */
@Tag("slow")
class FullDiskTest {
  @TempDir private Path folder;
  private Path disk;
  private boolean mounted;

  @BeforeEach
  void mount() throws IOException, InterruptedException {
    disk = Files.createDirectory(folder.resolve("disk"));
    mounted = run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk.toString()) == 0;
    Utils$.MODULE$.clearLocalRootDirs(); // of an earlier context of this JVM
  }

  @AfterEach
  void unmount() throws IOException, InterruptedException {
    Utils$.MODULE$.clearLocalRootDirs();
    if (mounted) {
      assertThat(run("umount", "-l", disk.toString())).isZero();
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).start().waitFor();
  }

  @Test
  void anExecutorWhoseDiskIsFullEndsTheRunWithItsHost() throws IOException {
    assumeThat(mounted).as("a disk that root has mounted").isTrue();
    SparkConf conf =
        ChildProcesses.executors(TinyRuns.conf("local-cluster[1,1,1024]"))
            .set("spark.local.dir", disk.toString());
    try (SyntheticClips clips = TinyRuns.clips();
        JavaSparkContext spark = new JavaSparkContext(conf);
        XdcTrainer trainer =
            TinyRuns.trainer(clips)
                .optWorkplace(
                    SparkXdc.on(spark)
                        .setClips(TinyRuns::clips)
                        .setSharedFolder(folder.resolve("shared"))
                        .optTraining(2, 1)
                        .build())
                .addListener(new Filling(disk.resolve("large")))
                .build()) {
      assertThatThrownBy(trainer::fit)
          .isInstanceOf(IOException.class)
          .hasMessageMatching("a disk of \\S+ is full .*set spark.local.dir .*");
    }
  }

  /** Fills a disk when training has begun. */
  private record Filling(Path file) implements XdcListener {
    @Override
    public void onProgress(Progress progress) {
      if (progress.work() == Progress.Work.TRAIN && !Files.exists(file)) {
        try (OutputStream out = Files.newOutputStream(file)) {
          while (true) {
            out.write(new byte[4096]);
          }
        } catch (IOException e) {
          // it is full
        }
      }
    }
  }
}
