package dev.xdc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xdc.XdcModel;
import dev.xdc.cli.option.RunFile;
import dev.xdc.clip.ClipSpec;
import dev.xdc.data.cache.ShardStore;
import dev.xdc.data.index.IndexReader;
import dev.xdc.data.reader.MediaCsv;
import dev.xdc.encoder.AudioStem;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Encoders;
import dev.xdc.engine.TorchEngine;
import dev.xdc.feature.NpyRows;
import dev.xdc.feature.NpyWriter;
import dev.xdc.report.MetricsJsonl;
import dev.xdc.weights.Safetensors;
import dev.xdc.weights.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Files of each format, changed at random: they are read, or refused in one line that names the
 * file. Checkpoints of PyTorch, whose pickles deserve more, have a test of their own.
 */
class MutatedFilesTest {
  private static final int LONGEST_MESSAGE = 5_000;

  @TempDir static Path folder;
  private static Path model;
  private static Path shards;
  private static NDManager manager;

  /** Who reads what. */
  private enum Format {
    SAFETENSORS("weights.safetensors") {
      @Override
      void read(Path file) throws IOException {
        try (TensorFile opened = TensorFile.open(file);
            NDManager scratch = manager.newSubManager()) {
          opened.readAllFinite(scratch);
        }
      }
    },
    MODEL("model/model.json") {
      @Override
      void read(Path file) throws IOException {
        XdcModel.load(file.getParent(), Device.cpu()).close();
      }
    },
    NPY("rows.npy") {
      @Override
      void read(Path file) throws IOException {
        try (NpyRows rows = NpyRows.open(manager, file);
            NDManager scratch = manager.newSubManager()) {
          rows.chunk(scratch, 0, Math.min(rows.rows(), 4));
        }
      }
    },
    INDEX("index.jsonl") {
      @Override
      void read(Path file) throws IOException {
        try (IndexReader reader = IndexReader.open(file)) {
          while (reader.next() != null) {
            continue; // each is checked
          }
        }
      }
    },
    SHARDS("shards/shards.json") {
      @Override
      void read(Path file) throws IOException {
        readShards(file.getParent());
      }
    },
    SHARD_INDEX("shards/shard-00000.jsonl") {
      @Override
      void read(Path file) throws IOException {
        readShards(file.getParent());
      }
    },
    CSV("list.csv") {
      @Override
      void read(Path file) throws IOException {
        MediaCsv.read(file);
      }
    },
    YAML("run.yaml") {
      @Override
      void read(Path file) throws IOException {
        RunFile.read(file);
      }
    },
    METRICS("metrics.jsonl") {
      @Override
      void read(Path file) throws IOException {
        new MetricsJsonl(file).rows();
      }
    };

    private final String file;

    Format(String file) {
      this.file = file;
    }

    abstract void read(Path file) throws IOException;

    private static void readShards(Path folder) throws IOException {
      ShardStore store = ShardStore.open(folder);
      for (int i = 0; i < store.size(); i++) {
        store.id(i);
        store.label(i);
      }
    }
  }

  @BeforeAll
  static void makeFiles() throws IOException {
    manager = TorchEngine.newManager();
    model = folder.resolve("model");
    ClipSpec clip = ClipSpec.paper().toBuilder().optFrames(4).optShortSide(16).optCrop(16).build();
    try (XdcModel saved =
        new XdcModel(
            clip,
            List.of(
                Encoders.of(EncoderSpec.audioResNet(10, 4, AudioStem.B), clip)
                    .initialize(Device.cpu(), 2)),
            Map.of("method", "xdc"))) {
      saved.save(model);
    }
    try (NDManager scratch = manager.newSubManager()) {
      Safetensors.write(
          folder.resolve("weights.safetensors"), Map.of("a.weight", scratch.ones(new Shape(3, 4))));
    }
    NpyWriter.write(folder.resolve("rows.npy"), new float[9][4]);
    Path list = Cli.corpus(folder.resolve("clips")).resolve("test.csv");
    Files.copy(list, folder.resolve("list.csv"));
    run("index", "--data", list, "--out", folder.resolve("index.jsonl"));
    shards = folder.resolve("shards");
    run("prepare", "--data", list, "--out", shards, "--keep", "raw", "--short-side", 16);
    Files.writeString(
        folder.resolve("run.yaml"), "preset: tiny\nclusters: \"4\"\nset: 'config.rounds=2'\n# x\n");
    Files.writeString(
        folder.resolve("metrics.jsonl"),
        """
        {"type":"epoch","round":1,"stream":"video","epoch":1,"epochs":2,"loss":0.5,"accuracy":0.25,"clips":12}
        {"type":"round","round":1,"rounds":2,"clusterings":[{"source":"video","k":4,"smallest":1,"largest":5}],"streams":[]}
        {"type":"run","seconds":4.5,"phases":{"FORWARD":{"seconds":0.5,"calls":4}}}
        """);
  }

  private static void run(Object... args) {
    Cli.Outcome outcome = Cli.run(args);
    assertThat(outcome.code()).as(outcome.err()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void areReadOrRefusedInOneLine(Format format) throws IOException {
    mutate(format, 40);
  }

  @ParameterizedTest
  @EnumSource
  @Tag("slow")
  void thousandAreReadOrRefusedInOneLine(Format format) throws IOException {
    int refused = mutate(format, 1000);
    System.out.printf("%s: %d of 1000 changed files refused%n", format, refused);
    // lines of metrics are left out with a warning instead
    assertThat(refused > 0).isEqualTo(format != Format.METRICS);
  }

  /** Returns how many were refused. */
  private static int mutate(Format format, int count) throws IOException {
    Path file = folder.resolve(format.file);
    byte[] whole = Files.readAllBytes(file);
    int refused = 0;
    try {
      for (int i = 0; i < count; i++) {
        Files.write(file, Mutations.of(whole, i));
        String what = format + ", mutation " + i;
        try {
          format.read(file);
        } catch (IOException | IllegalArgumentException e) {
          refused++;
          String message = String.valueOf(e.getMessage());
          assertThat(e instanceof IOException || format == Format.YAML).as(what + e).isTrue();
          assertThat(message)
              .as(what)
              .contains(format == Format.MODEL ? model.toString() : folder.toString())
              .doesNotEndWith(": null")
              .hasSizeLessThan(LONGEST_MESSAGE);
          assertThat(message.lines()).as(what).hasSize(1);
        } catch (RuntimeException | StackOverflowError e) {
          fail(what + " ends in " + e, e);
        }
      }
    } finally {
      Files.write(file, whole);
    }
    return refused;
  }
}
