package dev.xdc.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.xdc.clip.ClipBatch;
import dev.xdc.clip.ClipReader;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.clip.SyntheticClips;
import dev.xdc.encoder.BatchStatistics;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Encoders;
import dev.xdc.encoder.Precision;
import dev.xdc.engine.TorchEngine;
import dev.xdc.feature.JavaRows;
import dev.xdc.internal.engine.OneDnn;
import dev.xdc.internal.engine.OperationTrace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A training step asks for nothing that would make the thread wait for a GPU, without a GPU: no
 * code of a step reads an array, and no operation that PyTorch runs in it needs a value on the
 * host.
 */
class StepOnTheDeviceTest {
  private static final ClipSpec SPEC =
      ClipSpec.paper().toBuilder().optFrames(4).optShortSide(16).optCrop(16).build();
  private static final int BATCH = 8;
  private static final List<int[]> LABELS =
      List.of(IntStream.range(0, BATCH).map(i -> i % 4).toArray());

  @TempDir private Path folder;

  @Test
  void onlyTheseMethodsOfWhatMakesUpAStepReadArrays() {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(
                "dev.xdc.clip",
                "dev.xdc.encoder",
                "dev.xdc.engine",
                "dev.xdc.internal.engine",
                "dev.xdc.timing",
                "dev.xdc.train");
    Set<String> readers =
        classes.stream()
            .flatMap(c -> c.getMethodCallsFromSelf().stream())
            .filter(StepOnTheDeviceTest::reads)
            .map(c -> c.getOriginOwner().getSimpleName() + "." + c.getOrigin().getName())
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(readers)
        .containsExactly(
            "ClusterHeads.read", // scores for tests
            "ConvolutionCheck.difference", // a check of the machine, on demand
            "OneDnn.available", // once, a sum on the CPU
            "OwnNetwork.distance", // before training
            "PrecisionGain.fastestPass", // before training
            "RowChunks.values", // features, for clustering
            "Scored.read", // validation
            "StepOutcomes.read", // the losses of the last steps together
            "StreamLearner.headBias", // what training leaves
            "StreamLearner.headWeights"); // likewise
  }

  private static boolean reads(JavaMethodCall call) {
    JavaClass owner = call.getTargetOwner();
    if (owner.isEquivalentTo(JavaRows.class)) {
      return true;
    }
    return (owner.isAssignableTo(NDArray.class) || owner.isEquivalentTo(JniUtils.class))
        && call.getTarget().getName().matches(OperationTrace.READING);
  }

  /** A learner on an encoder of its own, and a batch. */
  private static final class Bench implements AutoCloseable {
    private final Encoder encoder;
    private final ClipReader reader;
    final ClipBatch batch;
    final Learner learner;

    Bench(Precision precision, boolean frozen) throws IOException {
      this(precision, frozen, 1);
    }

    Bench(Precision precision, boolean frozen, int replicas) throws IOException {
      encoder =
          Encoders.of(EncoderSpec.r2plus1d(10, 4), SPEC)
              .optPrecision(precision)
              .optDevices(Collections.nCopies(replicas, Device.cpu()))
              .initialize(Device.cpu(), 1);
      List<ClipRequest> clips = IntStream.range(0, BATCH).mapToObj(ClipRequest::centre).toList();
      reader =
          new SyntheticClips(SPEC, BATCH, 4, 0.1, 1).read(EnumSet.of(Modality.VIDEO), clips, BATCH);
      batch = Objects.requireNonNull(reader.next());
      Sgd sgd = Sgd.nesterov(1e-4);
      TrainingPlan plan = TrainingPlan.supervised(Schedule.of(0, 0, 1, 0.1, 1), sgd, BATCH, 0);
      learner =
          frozen
              ? Learner.frozen(encoder, 4, new double[] {1, 2}, plan, 1)
              : new StreamLearner(encoder, List.of(HeadLoss.crossEntropy(4)), sgd, 0.01, 1);
    }

    @Override
    public void close() {
      learner.close();
      reader.close();
      encoder.close();
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void noOperationOfAStepWaits(Precision precision) throws IOException {
    try (Bench bench = new Bench(precision, false)) {
      Set<String> run = operations(() -> bench.learner.stepAhead(bench.batch, LABELS, 0.01), bench);
      assertThat(run)
          .contains("aten::convolution", "aten::convolution_backward", "aten::_fused_sgd_")
          .doesNotContainAnyElementsOf(OperationTrace.WAITING);
    }
  }

  @Test
  void noOperationOfAStepOnTwoReplicasWaits() throws IOException {
    try (Bench bench = new Bench(Precision.FLOAT32, false, 2)) {
      assertThat(bench.encoder.batchStatistics()).isEqualTo(BatchStatistics.JOINT);
      assertThat(operations(() -> bench.learner.stepAhead(bench.batch, LABELS, 0.01), bench))
          .contains("aten::convolution_backward", "aten::_fused_sgd_")
          .doesNotContainAnyElementsOf(OperationTrace.WAITING);
    }
  }

  @ParameterizedTest
  @CsvSource({"FLOAT32, true", "FLOAT32, false", "BFLOAT16, true", "BFLOAT16, false"})
  void noOperationOfFeaturesWaits(Precision precision, boolean folded) throws IOException {
    try (Bench bench = new Bench(precision, false);
        NDManager scratch = bench.encoder.manager().newSubManager()) {
      bench.encoder.optFoldedInference(folded);
      NDArray clips = bench.batch.array(scratch, Modality.VIDEO);
      bench.encoder.forward(clips, false); // what is folded and compiled once
      assertThat(OperationTrace.of(() -> bench.encoder.forward(clips, false), folder))
          .isNotEmpty()
          .doesNotContainAnyElementsOf(OperationTrace.WAITING);
    }
  }

  @Test
  void noOperationOfAStepOfLayersAloneWaits() throws IOException {
    String convolution =
        OneDnn.isAvailable() ? "mkldnn::_convolution_pointwise" : "aten::convolution";
    try (Bench bench = new Bench(Precision.FLOAT32, true)) {
      assertThat(operations(() -> bench.learner.stepAhead(bench.batch, LABELS, 0.01), bench))
          .contains(convolution, "aten::_fused_sgd_")
          .doesNotContainAnyElementsOf(OperationTrace.WAITING);
    }
  }

  @Test
  void noOperationOfAStepOnTagsWaits() throws IOException {
    HeadLoss tags = HeadLoss.binaryCrossEntropy(new int[][] {{0}, {1, 2}, {}, {0, 3}}, 4);
    try (Bench bench = new Bench(Precision.FLOAT32, false);
        StreamLearner learner =
            new StreamLearner(bench.encoder, List.of(tags), Sgd.nesterov(1e-4), 0.01, 1)) {
      assertThat(operations(() -> learner.stepAhead(bench.batch, LABELS, 0.01), bench))
          .contains("aten::softplus", "aten::_fused_sgd_")
          .doesNotContainAnyElementsOf(OperationTrace.WAITING);
    }
  }

  @Test
  void theTraceShowsWhatWaits() throws IOException {
    try (Bench bench = new Bench(Precision.FLOAT32, false);
        NDManager scratch = TorchEngine.newManager()) {
      NDArray values = scratch.create(new float[] {1, 0, 2});
      assertThat(operations(() -> values.nonzero(), bench)).contains("aten::nonzero");
    }
  }

  /** Returns the names of the operations that PyTorch runs, after a step that prepares all. */
  private Set<String> operations(Runnable action, Bench bench) throws IOException {
    bench.learner.step(bench.batch, LABELS, 0.01);
    return OperationTrace.of(action, folder);
  }
}
