package dev.xdc.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.xdc.engine.TorchEngine;
import dev.xdc.feature.FeatureRows;
import dev.xdc.feature.PcaWhitening;
import dev.xdc.internal.engine.OperationTrace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What makes labels of features reads a GPU where it must: a result for each chunk of rows, and
 * nothing in between.
 */
class LabelsOnTheDeviceTest {
  private static final int ROWS = 60;
  private static final int WIDTH = 8;

  @TempDir private Path folder;
  private NDManager manager;
  private FeatureRows rows;

  @BeforeEach
  void makeRows() {
    manager = TorchEngine.newManager().newSubManager(Device.cpu());
    rows = FeatureRows.of(manager.randomNormal(new Shape(ROWS, WIDTH)));
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void onlyTheseMethodsReadArrays() {
    Set<String> readers =
        new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.xdc.cluster", "dev.xdc.feature", "dev.xdc.label")
                .stream()
                .flatMap(c -> c.getMethodCallsFromSelf().stream())
                .filter(LabelsOnTheDeviceTest::reads)
                .map(c -> name(c.getOriginOwner()) + "." + c.getOrigin().getName())
                .collect(Collectors.toCollection(TreeSet::new));
    assertThat(readers)
        .containsExactly(
            "BalancedKMeans.shares", // of a chunk of rows
            "ClusterSums.addOnDevice", // K x D sums of a chunk
            "FeatureExtractor.features", // a batch of them, kept in Java
            "FeatureStats.sums", // of a chunk
            "FeatureWriter.write", // features that memory does not hold
            "JavaRows.of", // rows that are asked for in Java
            "KMeansSeeding.distancesTo", // of the candidates for a seed
            "KMeansSeeding.plusPlus", // lengths of the rows that seeds are drawn from, once
            "KMeansSeeding.rows", // rows that are drawn
            "LocalPasses.assignOnDevice", // labels of a chunk
            "NearestCentroids.of", // labels of a chunk
            "RowMoments.products"); // D x D of a part of the rows
  }

  /** Returns the name of the file's class. */
  private static String name(JavaClass owner) {
    return owner.getName().replaceAll("^.*\\.|\\$.*$", "");
  }

  private static boolean reads(JavaMethodCall call) {
    return (call.getTargetOwner().isAssignableTo(NDArray.class)
            || call.getTargetOwner().isEquivalentTo(JniUtils.class))
        && call.getTarget().getName().matches(OperationTrace.READING);
  }

  @Test
  void noOperationOfAnIterationOfKMeansWaits() throws IOException {
    float[][] centroids = {new float[WIDTH], new float[WIDTH], new float[WIDTH]};
    try (NearestCentroids nearest = new NearestCentroids(rows, centroids);
        NDManager scope = manager.newSubManager()) {
      NDArray chunk = rows.chunk(scope, 0, ROWS);
      NDArray found = nearest.of(chunk);
      assertThat(OperationTrace.of(() -> nearest.of(chunk), folder))
          .contains("aten::argmin")
          .doesNotContainAnyElementsOf(OperationTrace.WAITING);
      Set<String> sums =
          OperationTrace.of(() -> ClusterSums.oneHotSums(chunk, found, centroids.length), folder);
      // PyTorch looks for labels out of range on the CPU alone
      sums.removeAll(Set.of("aten::item", "aten::_local_scalar_dense", "aten::is_nonzero"));
      assertThat(sums)
          .contains("aten::one_hot", "aten::matmul")
          .doesNotContainAnyElementsOf(OperationTrace.WAITING);
    }
  }

  @Test
  void noOperationOfWhiteningWaits() throws IOException {
    Set<String> run =
        OperationTrace.of(
            () -> {
              PcaWhitening whitening = PcaWhitening.fit(rows, 4);
              try (NDManager scope = manager.newSubManager()) {
                whitening.apply(rows.chunk(scope, 0, ROWS));
              }
            },
            folder);
    assertThat(run).contains("aten::matmul").doesNotContainAnyElementsOf(OperationTrace.WAITING);
  }
}
