package dev.xdc.examples;

import dev.xdc.Preset;
import dev.xdc.XdcModel;
import dev.xdc.XdcTrainer;
import dev.xdc.data.reader.MediaDataset;
import dev.xdc.data.reader.MediaList;
import dev.xdc.train.XdcListener;
import java.io.IOException;
import java.nio.file.Path;

/** Trains a video and an audio encoder on a folder of videos, without labels. */
public final class PretrainFolder {
  private PretrainFolder() {}

  /** Arguments: the folder of videos, the folder of the run, clusters, rounds. */
  public static void main(String... args) throws IOException {
    Path run = Path.of(args[1]);
    int rounds = Integer.parseInt(args[3]);
    // begin
    Preset preset = Preset.tiny(); // small() for thousands of videos, paper() for a GPU
    try (MediaDataset clips =
            MediaDataset.builder()
                .setFiles(MediaList.of(Path.of(args[0])))
                .setSpec(preset.clip())
                .build();
        XdcTrainer trainer =
            XdcTrainer.builder()
                .setDataset(clips)
                .setPreset(preset)
                .setClusters(Integer.parseInt(args[2]))
                .optConfig(preset.config().toBuilder().optRounds(rounds).build())
                .optSeed(7)
                .optOutputDir(run) // started again, the program resumes from here
                .addListener(XdcListener.logging())
                .build();
        XdcModel model = trainer.fit()) {
      model.save(run.resolve("final"));
      System.out.println(model);
    }
    // end
  }
}
