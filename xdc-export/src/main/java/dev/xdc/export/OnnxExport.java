package dev.xdc.export;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.xdc.internal.file.Unfinished;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Writes an encoder as an ONNX model: operator set 17, IR version 8, any number N of clips.
 *
 * <p>Its input is called {@code clip}, FLOAT32 of shape (N, 3, T, H, W) or (N, 1, M, F); its output
 * {@code feature}, shape (N, D), or with a head {@code score}, shape (N, classes). Batch norms are
 * folded into the convolutions. Beside the model lie the files of {@link ExportedFiles}.
 */
public final class OnnxExport {
  private static final int OPERATORS = 17;
  private static final int FORMAT = 8;
  private static final String RUNTIME = "ONNX, operator set " + OPERATORS + ", IR " + FORMAT;

  private OnnxExport() {}

  /**
   * Writes the model and the files beside it, each whole or not at all, the model last.
   *
   * @param file by custom with the ending {@code .onnx}; its folder is made
   * @return the model and the files beside it
   * @throws IOException if a file cannot be written
   */
  public static ExportedFiles write(ExportSettings settings, Path file) throws IOException {
    ExportedFiles files = ExportedFiles.describe(settings, RUNTIME, file);
    Unfinished.bytes(file, model(settings)::writeTo);
    return files;
  }

  private static ModelProto model(ExportSettings settings) {
    String result = ExportedFiles.output(settings);
    GraphProto.Builder graph = GraphProto.newBuilder().setName(settings.spec().toString());
    OnnxGraph nodes = new OnnxGraph(graph);
    nodes.rename(new NetworkGraph<>(settings, nodes).write(ExportedFiles.INPUT), result);
    graph.addInput(described(ExportedFiles.INPUT, settings.encoder().clipShape().getShape()));
    graph.addOutput(described(result, settings.outputWidth()));
    return ModelProto.newBuilder()
        .setIrVersion(FORMAT)
        .setProducerName("XDC for Java")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPERATORS))
        .setGraph(graph)
        .build();
  }

  /** Describes a tensor by its sides behind N. */
  private static ValueInfoProto described(String name, long... sides) {
    TensorShapeProto.Builder shape =
        TensorShapeProto.newBuilder()
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("N"));
    for (long side : sides) {
      shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(side));
    }
    TypeProto.Tensor.Builder tensor =
        TypeProto.Tensor.newBuilder()
            .setElemType(TensorProto.DataType.FLOAT.getNumber())
            .setShape(shape);
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }
}
