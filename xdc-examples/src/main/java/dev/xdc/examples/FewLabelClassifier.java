package dev.xdc.examples;

import ai.djl.Device;
import dev.xdc.XdcModel;
import dev.xdc.clip.Modality;
import dev.xdc.data.reader.MediaDataset;
import dev.xdc.data.reader.MediaList;
import dev.xdc.eval.EvalProtocol;
import dev.xdc.eval.FewLabels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Classifies videos from the features of a model and a few labels of each class. */
public final class FewLabelClassifier {
  private FewLabelClassifier() {}

  /** Arguments: the folder of a model, CSV files path,label to learn from and to test on. */
  public static void main(String... args) throws IOException {
    // begin
    MediaList train = MediaList.of(Path.of(args[1]));
    MediaList test = MediaList.of(Path.of(args[2])).withClasses(train.classes());
    try (XdcModel model = XdcModel.load(Path.of(args[0]), Device.cpu());
        MediaDataset learned = open(train, model);
        MediaDataset judged = open(test, model)) {
      EvalProtocol protocol = EvalProtocol.paper().withClips(1, 3);
      List<FewLabels.Point> curve =
          new FewLabels(protocol, List.of(1, 2, 0), 3) // labels per class, 0 for all; three draws
              .run(model.encoder(Modality.AUDIO), learned, judged, done -> {});
      for (FewLabels.Point point : curve) {
        System.out.printf(
            "%d labelled videos: %s %% of %d right%n",
            point.videos(), point.accuracy().percent(), judged.size());
      }
    }
    // end
  }

  private static MediaDataset open(MediaList files, XdcModel model) throws IOException {
    return MediaDataset.builder().setFiles(files).setSpec(model.clipSpec()).build();
  }
}
