package dev.xdc.cli;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.xdc.ClusterModel;
import dev.xdc.RunClusters;
import dev.xdc.XdcClassifier;
import dev.xdc.XdcModel;
import dev.xdc.cli.option.RunFile;
import dev.xdc.clip.Modality;
import dev.xdc.data.cache.ShardStore;
import dev.xdc.data.index.IndexReader;
import dev.xdc.data.media.ClipCut;
import dev.xdc.data.media.FrameCut;
import dev.xdc.data.media.FrameSize;
import dev.xdc.data.media.MediaInfo;
import dev.xdc.data.media.SoundCut;
import dev.xdc.data.reader.MediaCsv;
import dev.xdc.engine.TorchEngine;
import dev.xdc.feature.NpyRows;
import dev.xdc.internal.file.Sha256;
import dev.xdc.report.MetricsJsonl;
import dev.xdc.suite.SuiteLine;
import dev.xdc.suite.clusters.AssignmentTable;
import dev.xdc.suite.clusters.ClusterNames;
import dev.xdc.suite.content.SetContent;
import dev.xdc.suite.store.FolderSettings;
import dev.xdc.suite.store.ResultStore;
import dev.xdc.weights.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Who reads which of the {@link SampleFiles}. */
enum FileFormat {
  PICKLE("weights.pth", FileFormat::readTensors),
  OLD_PICKLE("old.pth", FileFormat::readTensors),
  SAFETENSORS("weights.safetensors", FileFormat::readTensors),
  NPY("rows.npy", FileFormat::readRows),
  MODEL("model/model.json", file -> XdcModel.load(file.getParent(), Device.cpu()).close()),
  CLASSIFIER(
      "classifier/classifier.json",
      file -> XdcClassifier.load(file.getParent(), Device.cpu()).close()),
  CLUSTERS("clusters/clusters.json", file -> ClusterModel.load(file.getParent())),
  INDEX("index.jsonl", FileFormat::readIndex),
  SHARDS("shards/shards.json", FileFormat::readShards),
  SHARD_INDEX("shards/shard-00000.jsonl", FileFormat::readShards),
  SHARD("shards/shard-00000.tar", FileFormat::readShards),
  CSV("list.csv", MediaCsv::read),
  ASSIGNMENTS(
      "assignments.csv", file -> AssignmentTable.readClusters(file, Modality.VIDEO, "1a2b3c")),
  NAMES("names.csv", ClusterNames::read),
  CONTENT("content.json", SetContent::read),
  SETTINGS(
      "results/settings.json", file -> FolderSettings.fits(file.getParent(), Map.of("k", "4"))),
  RESULTS("results/results.jsonl", FileFormat::readResults),
  YAML("run.yaml", RunFile::read),
  METRICS("metrics.jsonl", file -> new MetricsJsonl(file).rows()),
  CHECKPOINT("run/checkpoints/000001-sample/checkpoint.json", FileFormat::readRun),
  SUMS("run/checkpoints/000001-sample/SHA256SUMS", file -> RunClusters.of(runOf(file)));

  private interface Reading {
    void of(Path file) throws IOException;
  }

  private final String file;
  private final Reading reading;

  FileFormat(String file, Reading reading) {
    this.file = file;
    this.reading = reading;
  }

  /** Returns where the sample of this format is, relative to the folder of all. */
  String file() {
    return file;
  }

  /** Reads a file of this format, all of it. */
  void read(Path path) throws IOException {
    reading.of(path);
  }

  private static Path runOf(Path file) {
    return file.getParent().getParent().getParent();
  }

  /** Reads what passes its checksum, as that of a file changed on purpose does. */
  private static void readRun(Path file) throws IOException {
    Path sums = file.resolveSibling("SHA256SUMS");
    String kept = Files.readString(sums);
    try {
      Files.writeString(
          sums, kept.replaceAll("\\w+  checkpoint.json", Sha256.of(file) + "  checkpoint.json"));
      RunClusters.of(runOf(file));
    } finally {
      Files.writeString(sums, kept);
    }
  }

  private static void readTensors(Path file) throws IOException {
    try (TensorFile opened = TensorFile.open(file);
        NDManager scratch = TorchEngine.newManager()) {
      opened.readAllFinite(scratch);
    }
  }

  private static void readRows(Path file) throws IOException {
    try (NDManager scratch = TorchEngine.newManager();
        NpyRows rows = NpyRows.open(scratch, file)) {
      rows.chunk(scratch, 0, Math.min(rows.rows(), 4));
    }
  }

  private static void readIndex(Path file) throws IOException {
    try (IndexReader reader = IndexReader.open(file)) {
      while (reader.next() != null) {
        continue; // each is checked
      }
    }
  }

  private static void readShards(Path file) throws IOException {
    ShardStore store = ShardStore.open(file.getParent());
    for (int i = 0; i < store.size(); i++) {
      store.id(i);
      store.label(i);
      store.tags(i);
      store.source(i);
      MediaInfo media = store.media(i);
      FrameCut frames = new FrameCut(0, 2, 8, new FrameSize(16, 16)); // raw ones have their own
      SoundCut sound = new SoundCut(0, 100, 16_000);
      store.read(
          i, new ClipCut(media, media.hasVideo() ? frames : null, media.hasAudio() ? sound : null));
    }
  }

  private static void readResults(Path file) throws IOException {
    Map<String, String> settings = Map.of("k", "4");
    new ResultStore<>(file.getParent(), settings, SuiteLine.class, SuiteLine::isComplete).lines();
  }
}
