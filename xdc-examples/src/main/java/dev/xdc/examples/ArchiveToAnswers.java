package dev.xdc.examples;

import ai.djl.Device;
import dev.xdc.AssignedItems;
import dev.xdc.Preset;
import dev.xdc.XdcClassifier;
import dev.xdc.XdcModel;
import dev.xdc.XdcTrainer;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.data.index.SegmentRule;
import dev.xdc.data.media.MediaInfo;
import dev.xdc.data.reader.MediaDataset;
import dev.xdc.data.reader.MediaList;
import dev.xdc.eval.EvalProtocol;
import dev.xdc.eval.LinearProbe;
import dev.xdc.eval.TrainedHead;
import dev.xdc.export.ExportSettings;
import dev.xdc.export.OnnxExport;
import dev.xdc.feature.FeatureBank;
import dev.xdc.feature.JavaRows;
import dev.xdc.search.IndexedItem;
import dev.xdc.search.IndexedModel;
import dev.xdc.search.SearchIndex;
import dev.xdc.search.SearchQuery;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Trains on segments of long videos, assigns, classifies, searches and exports. */
public final class ArchiveToAnswers {
  private static final Modality VIDEO = Modality.VIDEO;

  private ArchiveToAnswers() {}

  /**
   * Arguments: a folder of long videos, CSV files path,start,end,label to learn from and to test
   * on, a folder for the results, the number of rounds.
   */
  public static void main(String... args) throws IOException {
    Path out = Path.of(args[3]);
    int rounds = Integer.parseInt(args[4]);
    // begin
    Preset preset = Preset.tiny(); // small() for thousands of segments
    try (MediaDataset archive = open(MediaList.of(Path.of(args[0])), preset.clip())) {
      Path folder = out.resolve("model");
      try (XdcTrainer trainer =
              XdcTrainer.builder()
                  .setDataset(archive)
                  .setPreset(preset)
                  .setClusters(12)
                  .optConfig(preset.config().toBuilder().optRounds(rounds).build())
                  .optOutputDir(out.resolve("run"))
                  .build();
          XdcModel model = trainer.fit()) {
        model.save(folder);
      }

      MediaList labels = MediaList.of(Path.of(args[1]));
      try (XdcModel model = XdcModel.load(folder, Device.cpu());
          MediaDataset learned = open(labels, preset.clip());
          MediaDataset judged =
              open(MediaList.of(Path.of(args[2])).withClasses(labels.classes()), preset.clip());
          FeatureBank features = model.embed(archive, VIDEO, 1);
          SearchIndex index =
              SearchIndex.open(out.resolve("index"), IndexedModel.of(folder, model))) {
        AssignedItems clusters = model.assign(archive, VIDEO, done -> {});
        System.out.println(clusters.id(0) + " is in cluster " + clusters.cluster(0));

        EvalProtocol protocol = EvalProtocol.paper().withClips(1, 1).withLabelsPerClass(10, 1);
        TrainedHead head =
            new LinearProbe(protocol).learn(model.encoder(VIDEO), learned, judged, done -> {});
        XdcClassifier classifier =
            new XdcClassifier(
                model,
                labels.classes(),
                Map.of(VIDEO, new XdcClassifier.Head(head.head(), head.calibration())),
                1,
                Map.of());
        classifier.save(out.resolve("classifier"));
        System.out.println("likeliest classes of " + classifier.classify(archive, d -> {}).get(0));

        float[][] rows = JavaRows.of(features.values());
        for (int i = 0; i < rows.length; i++) {
          MediaInfo media = archive.index().files().get(i);
          double start = media.startSeconds();
          double end = start + media.durationSeconds();
          Map<Modality, float[]> vectors = Map.of(VIDEO, rows[i]);
          String file = media.path().toString();
          index.put(IndexedItem.of(archive.id(i), file, vectors).from(start, end));
        }
        index.commit();
        index
            .search(SearchQuery.within(VIDEO, rows[0], 3))
            .forEach(hit -> System.out.println("looks like it: " + hit));

        ExportSettings settings = ExportSettings.builder().setModel(model, VIDEO).build();
        System.out.println(OnnxExport.write(settings, out.resolve("video.onnx")).model());
      }
    }
    // end
  }

  private static MediaDataset open(MediaList files, ClipSpec clip) throws IOException {
    return MediaDataset.builder()
        .setFiles(files)
        .setSpec(clip)
        .optSegments(SegmentRule.of(2)) // seconds; 10 for real footage
        .build();
  }
}
