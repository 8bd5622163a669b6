package dev.xdc.export;

import ai.djl.ndarray.types.Shape;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;

/** An ONNX model in ONNX Runtime, on one thread. */
final class OnnxRun {
  private OnnxRun() {}

  /** Returns what a model gives for clips, one a row. */
  static float[][] of(Path model, Shape clip, String output, float[]... clips) throws OrtException {
    FloatBuffer values = FloatBuffer.allocate(clips.length * clips[0].length);
    for (float[] row : clips) {
      values.put(row);
    }
    long[] shape = new Shape(clips.length).addAll(clip).getShape();
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      try (OrtSession session = environment.createSession(model.toString(), options);
          OnnxTensor input = OnnxTensor.createTensor(environment, values.flip(), shape);
          OrtSession.Result result = session.run(Map.of("clip", input))) {
        return (float[][]) result.get(output).orElseThrow().getValue();
      }
    }
  }
}
