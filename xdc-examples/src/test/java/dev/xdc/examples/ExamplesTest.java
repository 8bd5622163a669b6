package dev.xdc.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xdc.XdcModel;
import dev.xdc.clip.Modality;
import dev.xdc.data.media.FfmpegPrograms;
import dev.xdc.data.synth.SyntheticCorpus;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs every example as a user would, with small settings. */
class ExamplesTest {
  @TempDir private Path folder;

  /** A program. */
  private interface Program {
    void run(String... args) throws Exception;
  }

  private static String run(Program program, Object... args) throws Exception {
    String[] texts = new String[args.length];
    for (int i = 0; i < args.length; i++) {
      texts[i] = args[i].toString();
    }
    PrintStream console = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      program.run(texts);
    } finally {
      System.setOut(console);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void filesAreTrainedOnEmbeddedAndClassified() throws Exception {
    Path clips =
        new SyntheticCorpus(1, 24, 12).write(folder.resolve("clips"), FfmpegPrograms.find(), 2);
    Path train = clips.resolve("train.csv");
    Path test = clips.resolve("test.csv");
    Path run = folder.resolve("run");

    assertThat(run(PretrainFolder::main, clips.resolve("train"), run, 4, 1)).contains("XdcModel");

    Path model = run.resolve("final");
    assertThat(run(EmbedOnManyThreads::main, model, clips.resolve("test"), 2))
        .isEqualTo("12 videos embedded on 2 threads" + System.lineSeparator());
    assertThat(run(FewLabelClassifier::main, model, train, test).lines())
        .hasSize(3)
        .allMatch(line -> line.endsWith(" of 12 right"));
    assertThat(run(StartFromWeights::main, XdcModel.weights(model, Modality.VIDEO), 1))
        .contains("XdcModel");
  }

  @Test
  void ownNetworkIsTrained() throws Exception {
    assertThat(run(OwnEncoder::main, folder.resolve("own"), 1)).contains("SmallNet");
    assertThat(folder.resolve("own/audio.safetensors")).isNotEmptyFile();
  }

  @Test
  void ownClusteringIsUsed() throws Exception {
    assertThat(run(OwnClustering::main, 1)).contains("OwnClustering");
  }

  @Test
  void ownClipsAreRead() throws Exception {
    assertThat(run(OwnClips::main, 20, 1)).endsWith("20 videos in memory" + System.lineSeparator());
  }

  @Test
  void runIsFollowed() throws Exception {
    assertThat(run(FollowRun::main, 1)).contains("round 1, video clusters", "audio epoch 1 of 3");
  }

  @Tag("slow") // CompareCommandTest runs the same comparison
  @Test
  void methodsAreCompared() throws Exception {
    assertThat(run(CompareMethods::main, folder.resolve("compare"), 1).lines())
        .hasSize(6)
        .anyMatch(line -> line.startsWith("xdc video: "));
  }
}
