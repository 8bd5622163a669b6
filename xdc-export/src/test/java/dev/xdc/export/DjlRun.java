package dev.xdc.export;

import ai.djl.MalformedModelException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslateException;
import ai.djl.translate.TranslatorContext;
import dev.xdc.feature.JavaRows;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;

/** A TorchScript archive in DJL's own classes. */
final class DjlRun {
  private DjlRun() {}

  /** Returns what a model gives for clips, one a row. */
  static float[][] of(Path model, Shape clip, float[]... clips)
      throws IOException, ModelNotFoundException, MalformedModelException, TranslateException {
    Criteria<float[][], float[][]> criteria =
        Criteria.builder()
            .setTypes(float[][].class, float[][].class)
            .optModelPath(model)
            .optEngine("PyTorch")
            .optTranslator(new Batch(clip))
            .build();
    try (ZooModel<float[][], float[][]> loaded = criteria.loadModel();
        Predictor<float[][], float[][]> predictor = loaded.newPredictor()) {
      return predictor.predict(clips);
    }
  }

  private record Batch(Shape clip) implements NoBatchifyTranslator<float[][], float[][]> {
    @Override
    public NDList processInput(TranslatorContext context, float[][] clips) {
      FloatBuffer values = FloatBuffer.allocate(clips.length * clips[0].length);
      for (float[] row : clips) {
        values.put(row);
      }
      Shape shape = new Shape(clips.length).addAll(clip);
      return new NDList(context.getNDManager().create(values.array(), shape));
    }

    @Override
    public float[][] processOutput(TranslatorContext context, NDList results) {
      return JavaRows.of(results.singletonOrThrow());
    }
  }
}
