package dev.xdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.convolutional.Conv3d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.LayerNorm;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.clip.SyntheticClips;
import dev.xdc.encoder.BatchStatistics;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.EncoderRecipe;
import dev.xdc.encoder.EncoderSpec;
import dev.xdc.encoder.Encoders;
import dev.xdc.encoder.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Networks of a user's own, written with nothing but DJL's blocks and this library's interface. */
class OwnNetworkTest {
  @TempDir private Path folder;

  /** A convolution, with batch norm or without, and a linear layer for each of some widths. */
  record SmallNet(Modality modality, List<Integer> widths, boolean batchNorm)
      implements EncoderRecipe {
    @Override
    public Block build(ClipSpec clip) {
      SequentialBlock net = new SequentialBlock();
      net.add(
          modality == Modality.VIDEO
              ? Conv3d.builder().setKernelShape(new Shape(1, 3, 3)).setFilters(16).build()
              : Conv2d.builder().setKernelShape(new Shape(3, 3)).setFilters(16).build());
      if (batchNorm) {
        net.add(BatchNorm.builder().build());
      }
      net.add(Activation.reluBlock()).add(Blocks.batchFlattenBlock());
      for (int width : widths) {
        net.add(Linear.builder().setUnits(width).build());
        net.add(LayerNorm.builder().build());
      }
      return net;
    }
  }

  /** What {@link SmallNet} became after a change. */
  static final class Later {
    record SmallNet(Modality modality, List<Integer> widths, boolean batchNorm)
        implements EncoderRecipe {
      @Override
      public Block build(ClipSpec clip) {
        return Blocks.batchFlattenBlock();
      }

      @Override
      public int version() {
        return 2;
      }
    }

    private Later() {}
  }

  record Pair(Modality modality, int[] sizes) implements EncoderRecipe {
    @Override
    public Block build(ClipSpec clip) {
      return Blocks.batchFlattenBlock();
    }
  }

  private static SmallNet recipe(Modality modality, boolean batchNorm) {
    return new SmallNet(modality, List.of(8, 6), batchNorm);
  }

  private static Encoder encoder(Modality modality, boolean batchNorm) {
    return Encoders.of(recipe(modality, batchNorm), TinyRuns.SPEC);
  }

  private static NDArray clips(Encoder encoder, NDManager scratch, int count) {
    Shape shape = new Shape(count).addAll(encoder.clipShape());
    return scratch.arange((float) shape.size()).mul(0.37f).sin().reshape(shape);
  }

  private static XdcTrainerBuilder trainer(SyntheticClips clips, Encoder video, Encoder audio) {
    return TinyRuns.trainer(clips).setVideoEncoder(video).setAudioEncoder(audio);
  }

  private Map<String, float[]> trained(XdcTrainerBuilder builder) throws IOException {
    try (XdcTrainer trainer = builder.build();
        XdcModel model = trainer.fit()) {
      model.save(folder.resolve("model"));
      return TinyRuns.weights(model);
    }
  }

  private static void assertWeights(XdcModel model, Map<String, float[]> expected) {
    Map<String, float[]> weights = TinyRuns.weights(model);
    assertThat(weights.keySet()).isEqualTo(expected.keySet());
    expected.forEach((name, values) -> assertThat(weights.get(name)).containsExactly(values));
  }

  @Test
  void isTrainedSavedAndLoadedByItsRecipe() throws IOException {
    try (SyntheticClips clips = TinyRuns.clips()) {
      Map<String, float[]> weights =
          trained(
              trainer(clips, encoder(Modality.VIDEO, true), encoder(Modality.AUDIO, false))
                  .optOutputDir(folder.resolve("run")));
      try (XdcModel model =
          XdcModel.load(folder.resolve("model"), Device.cpu(), Pair.class, SmallNet.class)) {
        assertWeights(model, weights);
        assertThat(model.encoder(Modality.VIDEO).recipe()).contains(recipe(Modality.VIDEO, true));
        assertThat(model.encoder(Modality.VIDEO).spec()).isEmpty();
      }
    }
  }

  @Test
  void isRefusedByNameAndVersionIfNobodyVouchesForItsRecord() throws IOException {
    try (Encoder encoder = encoder(Modality.AUDIO, false).initialize(Device.cpu(), 1);
        XdcModel model = new XdcModel(TinyRuns.SPEC, List.of(encoder), Map.of())) {
      model.save(folder);
    }
    assertThatThrownBy(() -> XdcModel.load(folder, Device.cpu()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the audio encoder of " + folder)
        .hasMessageContaining("SmallNet of version 1")
        .hasMessageContaining("XdcModel.load(folder, device, SmallNet.class)");
    assertThatThrownBy(() -> XdcModel.load(folder, Device.cpu(), Pair.class, Later.SmallNet.class))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("SmallNet is version 2");
  }

  @Test
  void isRefusedWithSettingsThatItsRecordDoesNotHave() throws IOException {
    try (Encoder encoder = encoder(Modality.AUDIO, false).initialize(Device.cpu(), 1);
        XdcModel model = new XdcModel(TinyRuns.SPEC, List.of(encoder), Map.of())) {
      model.save(folder);
    }
    Path file = folder.resolve("model.json");
    Files.writeString(file, Files.readString(file).replace("batchNorm", "groupNorm"));
    assertThatThrownBy(() -> XdcModel.load(folder, Device.cpu(), SmallNet.class))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("unknown to it: [groupNorm]")
        .hasMessageContaining("missing: [batchNorm]");
  }

  @Test
  void thatCannotBeSavedIsRefusedBeforeItTrains() {
    assertThatThrownBy(() -> Encoders.of(new Pair(Modality.AUDIO, new int[] {1, 2}), TinyRuns.SPEC))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Pair")
        .hasMessageContaining("cannot be saved as JSON");
    EncoderRecipe noRecord =
        new EncoderRecipe() {
          @Override
          public Modality modality() {
            return Modality.AUDIO;
          }

          @Override
          public Block build(ClipSpec clip) {
            return Blocks.batchFlattenBlock();
          }
        };
    assertThatThrownBy(() -> Encoders.of(noRecord, TinyRuns.SPEC))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is no record");
  }

  @Test
  void withoutARecipeKeepsItsWeights() throws IOException {
    Block block = recipe(Modality.AUDIO, true).build(TinyRuns.SPEC);
    EncoderSpec video = EncoderSpec.r2plus1d(10, 2);
    try (SyntheticClips clips = TinyRuns.clips()) {
      Map<String, float[]> weights =
          trained(
              trainer(
                  clips,
                  Encoders.of(video, TinyRuns.SPEC),
                  Encoders.of(Modality.AUDIO, block, TinyRuns.SPEC)));
      Path model = folder.resolve("model");
      assertThatThrownBy(() -> XdcModel.load(model, Device.cpu()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("the audio encoder of " + model)
          .hasMessageContaining("\"SequentialBlock\" without an EncoderRecipe")
          .hasMessageContaining("XdcModel.load(folder, encoders)");
      Encoder one = Encoders.of(video, TinyRuns.SPEC).initialize(Device.cpu(), 8);
      Encoder two =
          Encoders.of(
                  Modality.AUDIO, recipe(Modality.AUDIO, true).build(TinyRuns.SPEC), TinyRuns.SPEC)
              .initialize(Device.cpu(), 9);
      assertThatThrownBy(() -> XdcModel.load(model, List.of(one)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("holds [audio, video]");
      try (XdcModel again = XdcModel.load(model, List.of(two, one))) {
        assertWeights(again, weights);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Modality.class)
  void computesInBfloat16CloseToFloat32(Modality modality) {
    try (Encoder encoder = encoder(modality, true).initialize(Device.cpu(), 5);
        NDManager scratch = encoder.manager().newSubManager()) {
      NDArray clips = clips(encoder, scratch, 6);
      for (boolean training : new boolean[] {false, true}) {
        float[] full =
            encoder.optPrecision(Precision.FLOAT32).forward(clips, training).toFloatArray();
        float[] lowered =
            encoder.optPrecision(Precision.BFLOAT16).forward(clips, training).toFloatArray();
        assertThat(lowered).isNotEqualTo(full);
        for (int i = 0; i < full.length; i++) {
          assertThat((double) lowered[i]).isCloseTo(full[i], within(0.08));
        }
      }
    }
  }

  @Test
  void trainsInBfloat16OnTwoDevicesAsOnOne() throws IOException {
    try (SyntheticClips clips = TinyRuns.clips()) {
      for (Precision precision : Precision.values()) {
        for (int devices = 1; devices <= 2; devices++) {
          Map<String, float[]> weights =
              trained(
                  trainer(clips, encoder(Modality.VIDEO, true), encoder(Modality.AUDIO, false))
                      .optPrecision(precision)
                      .optBatchStatistics(BatchStatistics.PER_DEVICE)
                      .optDevices(Collections.nCopies(devices, Device.cpu())));
          for (float[] values : weights.values()) {
            for (float value : values) {
              assertThat(value).isFinite();
            }
          }
        }
      }
    }
  }

  @Test
  void sharesABatchAmongDevicesWithTheSameRows() {
    try (Encoder one = encoder(Modality.AUDIO, false).initialize(Device.cpu(), 5);
        NDManager scratch = one.manager().newSubManager()) {
      NDArray clips = clips(one, scratch, 7);
      float[] alone = one.forward(clips, true).toFloatArray();
      one.optDevices(Collections.nCopies(3, Device.cpu()));
      NDArray rows = one.forward(clips, true);
      float[] shared = rows.toFloatArray();
      for (int i = 0; i < alone.length; i++) {
        assertThat((double) shared[i]).isCloseTo(alone[i], within(1e-5));
      }
      assertThat(rows.getShape()).isEqualTo(new Shape(7, 6));
    }
  }

  private static float[] runningMean(Encoder encoder) {
    return encoder.parameters().entrySet().stream()
        .filter(entry -> entry.getKey().contains("running_mean") || entry.getKey().contains("Mean"))
        .findFirst()
        .orElseThrow(() -> new AssertionError(encoder.parameters().keySet()))
        .getValue()
        .getArray()
        .toFloatArray();
  }

  @Test
  void movesRunningStatisticsByThePartOnTheFirstDevice() {
    List<Device> two = List.of(Device.cpu(), Device.cpu());
    try (Encoder shared =
            encoder(Modality.AUDIO, true)
                .optPrecision(Precision.BFLOAT16)
                .optBatchStatistics(BatchStatistics.PER_DEVICE)
                .optDevices(two)
                .initialize(Device.cpu(), 5);
        Encoder alone = encoder(Modality.AUDIO, true).initialize(Device.cpu(), 5);
        NDManager scratch = alone.manager().newSubManager()) {
      assertThat(runningMean(shared)).containsOnly(0);
      shared.forward(clips(shared, scratch, 6), true);
      alone.forward(clips(alone, scratch, 6).get(":3"), true);
      float[] expected = runningMean(alone);
      float[] moved = runningMean(shared);
      assertThat(moved).doesNotContain(0f);
      for (int i = 0; i < moved.length; i++) {
        assertThat((double) moved[i]).isCloseTo(expected[i], within(2e-3));
      }
    }
  }

  @Test
  void withBatchNormHasNoStatisticsOverSeveralDevices() {
    Encoder own = encoder(Modality.AUDIO, true).optDevices(List.of(Device.cpu(), Device.cpu()));
    assertThatThrownBy(() -> own.initialize(Device.cpu(), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("JOINT")
        .hasMessageContaining("must be PER_DEVICE");
    own.optBatchStatistics(BatchStatistics.PER_DEVICE).initialize(Device.cpu(), 1).close();
  }

  /** Reads what it computes, which DJL cannot in BFLOAT16. */
  record Reading(Modality modality) implements EncoderRecipe {
    @Override
    public Block build(ClipSpec clip) {
      return new SequentialBlock()
          .add(Blocks.batchFlattenBlock())
          .add(
              new LambdaBlock(
                  x -> {
                    NDArray rows = x.singletonOrThrow();
                    return new NDList(
                        rows.getManager().create(rows.toFloatArray(), rows.getShape()));
                  }));
    }
  }

  @Test
  void thatCannotComputeInBfloat16IsRefusedBeforeItTrains() {
    Encoder own = Encoders.of(new Reading(Modality.AUDIO), TinyRuns.SPEC);
    assertThatThrownBy(() -> own.optPrecision(Precision.BFLOAT16).initialize(Device.cpu(), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("SequentialBlock cannot compute with precision BFLOAT16")
        .hasMessageContaining("FLOAT32 on one device");
    try (Encoder usual = own.optPrecision(Precision.FLOAT32).initialize(Device.cpu(), 1)) {
      assertThatThrownBy(() -> usual.optPrecision(Precision.BFLOAT16))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(usual.precision()).isEqualTo(Precision.FLOAT32);
    }
  }

  /** Adds a number beside which BFLOAT16 keeps little of the clip. */
  record Rounding(Modality modality) implements EncoderRecipe {
    @Override
    public Block build(ClipSpec clip) {
      return new SequentialBlock()
          .add(Blocks.batchFlattenBlock())
          .add(new LambdaBlock(x -> new NDList(x.singletonOrThrow().add(100).sub(100))));
    }
  }

  @Test
  void whoseFeaturesInBfloat16AreFarOffIsRefusedBeforeItTrains() {
    Encoder own =
        Encoders.of(new Rounding(Modality.AUDIO), TinyRuns.SPEC).optPrecision(Precision.BFLOAT16);
    assertThatThrownBy(() -> own.initialize(Device.cpu(), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("BFLOAT16 are")
        .hasMessageContaining("off those in FLOAT32, must be within 0.15");
  }

  @Test
  void builtInModelsAreDescribedAsBefore() throws IOException {
    try (Encoder encoder = TinyRuns.audio().initialize(Device.cpu(), 1);
        XdcModel model = new XdcModel(TinyRuns.SPEC, List.of(encoder), Map.of())) {
      model.save(folder);
    }
    assertThat(folder.resolve("model.json"))
        .content()
        .startsWith("{\n  \"format\": 1,\n")
        .contains(
            """
              "encoders": {
                "audio": {
                  "modality": "AUDIO",
                  "depth": 10,
                  "width": 2,
                  "middle": "PER_CONVOLUTION",
                  "stem": "B",
                  "pooling": "AVERAGE",
                  "normMomentum": 0.9,
                  "normEpsilon": 0.001
                }
              },
            """);
  }
}
