package dev.xdc.examples;

import ai.djl.Device;
import dev.xdc.XdcModel;
import dev.xdc.clip.Modality;
import dev.xdc.data.reader.MediaDataset;
import dev.xdc.data.reader.MediaList;
import dev.xdc.feature.FeatureBank;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Embeds videos on several threads, which share a model; each has a data set of its own. */
public final class EmbedOnManyThreads {
  private EmbedOnManyThreads() {}

  // begin
  /** Returns the feature of each video by its id. */
  static Map<String, float[]> embed(XdcModel model, MediaList videos) throws IOException {
    Map<String, float[]> features = new LinkedHashMap<>();
    try (MediaDataset clips =
            MediaDataset.builder()
                .setFiles(videos)
                .setSpec(model.clipSpec())
                .optDecodeThreads(1)
                .build();
        FeatureBank bank = model.embed(clips, Modality.VIDEO, 3)) {
      float[] values = bank.values().toFloatArray();
      for (int i = 0; i < clips.size(); i++) {
        float[] feature = new float[bank.width()];
        System.arraycopy(values, i * feature.length, feature, 0, feature.length);
        features.put(clips.id(i), feature);
      }
    }
    return features;
  }

  /** Arguments: the folder of a model, videos, threads. */
  public static void main(String... args)
      throws IOException, InterruptedException, ExecutionException {
    List<MediaList.Item> items = MediaList.of(Path.of(args[1])).items();
    int threads = Integer.parseInt(args[2]);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try (XdcModel model = XdcModel.load(Path.of(args[0]), Device.cpu())) {
      List<Future<Map<String, float[]>>> parts = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int first = i * items.size() / threads;
        int end = (i + 1) * items.size() / threads;
        MediaList part = MediaList.of("part " + i, items.subList(first, end));
        parts.add(pool.submit(() -> embed(model, part)));
      }
      Map<String, float[]> all = new LinkedHashMap<>();
      for (Future<Map<String, float[]>> part : parts) {
        all.putAll(part.get());
      }
      System.out.println(all.size() + " videos embedded on " + threads + " threads");
    } finally {
      pool.shutdown();
    }
  }
  // end
}
