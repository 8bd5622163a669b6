package dev.xdc.cli.option;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import dev.xdc.Preset;
import dev.xdc.cli.output.PretrainingCostText;
import dev.xdc.cli.output.SuiteCostText;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.clip.SyntheticClips;
import dev.xdc.cluster.KMeans;
import dev.xdc.encoder.Precision;
import dev.xdc.eval.EvalProtocol;
import dev.xdc.suite.EncoderRun;
import dev.xdc.suite.SuiteCost;
import dev.xdc.suite.SuiteKind;
import dev.xdc.suite.SuiteProtocol;
import dev.xdc.suite.SuiteSettings;
import dev.xdc.suite.cost.PretrainingCost;
import dev.xdc.suite.run.Method;
import dev.xdc.suite.run.SharedBatch;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What a dry run prints of the paper's schedules before it measures, epoch by epoch. */
class PrintedScheduleTest {

  private static List<String> printed(Consumer<PrintWriter> work) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    work.accept(out);
    out.flush();
    return text.toString().lines().toList();
  }

  private static List<String> pretraining(Preset preset, int videos) {
    return printed(
        out ->
            new PretrainingCostText(
                    new PretrainingCost(
                        preset, Method.XDC, 1, SharedBatch.of(Device.cpu()), Precision.FLOAT32),
                    out)
                .printPlan(
                    new SyntheticClips(preset.clip(), videos, 2, 0.3, 1), KMeans.standard()));
  }

  /** The lines of a round whose epochs end with these rates. */
  private static List<String> round(int round, String... rates) {
    List<String> lines = new ArrayList<>(List.of("from round " + round + ":"));
    for (int epoch = 1; epoch <= rates.length; epoch++) {
      lines.add("  epoch " + epoch + ": learning rate " + rates[epoch - 1] + " at its end");
    }
    return lines;
  }

  private static String[] join(String[] first, String[]... more) {
    List<String> all = new ArrayList<>(List.of(first));
    Arrays.stream(more).forEach(rates -> all.addAll(List.of(rates)));
    return all.toArray(String[]::new);
  }

  private static String[] times(int epochs, String rate) {
    String[] rates = new String[epochs];
    Arrays.fill(rates, rate);
    return rates;
  }

  /** Ten epochs from 0 to 0.01, as %.6g writes them. */
  private static final String[] WARM_UP = {
    "0.00100000",
    "0.00200000",
    "0.00300000",
    "0.00400000",
    "0.00500000",
    "0.00600000",
    "0.00700000",
    "0.00800000",
    "0.00900000",
    "0.0100000"
  };

  private static final String BASE = "0.0100000";
  private static final String ONCE = "0.000100000";
  private static final String TWICE = "1.00000e-06";
  private static final String THRICE = "1.00000e-08";

  /** What follows the settings, but for the last line. */
  private static List<String> rates(List<String> lines) {
    return lines.subList(lines.indexOf("from round 1:"), lines.size() - 1);
  }

  // Table 9: 1M clips, batch 32, 10/10/30; 240K videos, of which a twentieth is held out
  @Test
  void kinetics() {
    List<String> lines = pretraining(Preset.paper(), 240_000);
    assertThat(lines.get(0)).startsWith("240000 videos, 228000 to train on; R(2+1)D-18 x64 and ");
    assertThat(rates(lines)).isEqualTo(round(1, join(WARM_UP, times(10, BASE), times(10, ONCE))));
    assertThat(lines).endsWith("6 rounds, 180 epochs of 31,250 steps");
  }

  // Table 9: 2M clips, 10/10/45
  @Test
  void audioSet() {
    List<String> lines = pretraining(Preset.audioSet(), 2000);
    assertThat(rates(lines))
        .isEqualTo(
            round(
                1,
                join(
                    WARM_UP,
                    times(10, BASE),
                    times(10, ONCE),
                    times(10, TWICE),
                    times(5, THRICE))));
    assertThat(lines).endsWith("6 rounds, 270 epochs of 62,500 steps");
  }

  // Table 9: 10M clips, 1/3/10, in the last round 0/9/30
  @Test
  void instagram() {
    List<String> lines = pretraining(Preset.instagram(), 2000);
    List<String> all =
        new ArrayList<>(
            round(1, join(times(1, BASE), times(3, BASE), times(3, ONCE), times(3, TWICE))));
    all.addAll(round(6, join(times(9, BASE), times(9, ONCE), times(9, TWICE), times(3, THRICE))));
    assertThat(rates(lines)).isEqualTo(all);
    assertThat(lines).endsWith("6 rounds, 80 epochs of 312,500 steps");
  }

  private static List<String> evaluation(String suite, SuiteProtocol protocol, String... options) {
    ClipSpec clip = Preset.paper().clip();
    return evaluation(suite, clip, List.of(Modality.VIDEO), protocol, options);
  }

  private static List<String> evaluation(
      String suite,
      ClipSpec clip,
      List<Modality> modalities,
      SuiteProtocol protocol,
      String... options) {
    SuiteTuning tuning = new SuiteTuning();
    new CommandLine(
            CommandSpec.create().addMixin("tuning", new CommandLine(tuning).getCommandSpec()))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(options);
    SuiteSettings settings =
        tuning
            .configure(
                SuiteSettings.builder()
                    .setSuite(suite)
                    .setKind(SuiteKind.SCRATCH)
                    .setPreset(Preset.paper())
                    .optPaper(true)
                    .optClip(clip)
                    .optProtocol(EvalProtocol.paper())
                    .optDevice(Device.cpu()))
            .build();
    EncoderRun run = new EncoderRun(null, 1);
    return printed(
        out ->
            new SuiteCostText(
                    new SuiteCost(settings, modalities, List.of(protocol), List.of(run)), out)
                .printPlan(protocol, 9537, 9586, 9624));
  }

  // Table 10: 106K clips, batch 32, 2/2/8; Table 11: the rates
  @Test
  void fineTuningOnUcf101() {
    List<String> lines = evaluation("ucf101", SuiteProtocol.FULL);
    assertThat(lines.get(0))
        .isEqualTo(
            "full: 6 rates, selected on evaluation; 3 splits of 9,537, 9,586, 9,624 to learn from, 1 run");
    assertThat(lines.subList(2, lines.size()))
        .containsExactly(
            "  learning rate 0.00100000 at the end of epoch 1: 0.000500000, 2-4: 0.00100000, 5-6: 1.00000e-05, 7-8: 1.00000e-07",
            "  learning rate 0.00200000 at the end of epoch 1: 0.00100000, 2-4: 0.00200000, 5-6: 2.00000e-05, 7-8: 2.00000e-07",
            "  learning rate 0.00400000 at the end of epoch 1: 0.00200000, 2-4: 0.00400000, 5-6: 4.00000e-05, 7-8: 4.00000e-07",
            "  learning rate 0.00600000 at the end of epoch 1: 0.00300000, 2-4: 0.00600000, 5-6: 6.00000e-05, 7-8: 6.00000e-07",
            "  learning rate 0.00800000 at the end of epoch 1: 0.00400000, 2-4: 0.00800000, 5-6: 8.00000e-05, 7-8: 8.00000e-07",
            "  learning rate 0.0100000 at the end of epoch 1: 0.00500000, 2-4: 0.0100000, 5-6: 0.000100000, 7-8: 1.00000e-06",
            "8 epochs of 106,000 clips, 3,313 steps each");
  }

  // supplement B: batch 8 and a quarter of the rates, of the encoder that sees the frames
  @Test
  void fineTuningOn32Frames() {
    ClipSpec longer = Preset.paper().clip().toBuilder().optFrames(32).build();
    List<String> lines =
        evaluation("ucf101", longer, List.of(Modality.values()), SuiteProtocol.FULL);
    assertThat(lines)
        .contains(
            "  learning rate 0.00250000 at the end of epoch 1: 0.00125000, 2-4: 0.00250000, 5-6: 2.50000e-05, 7-8: 2.50000e-07",
            "8 epochs of 106,000 clips, 13,250 steps each",
            "  learning rate 0.0100000 at the end of epoch 1: 0.00500000, 2-4: 0.0100000, 5-6: 0.000100000, 7-8: 1.00000e-06",
            "8 epochs of 106,000 clips, 3,313 steps each");
    assertThat(lines.get(0)).startsWith("full video: 6 rates, ");
    assertThat(lines.get(9)).startsWith("full audio: 6 rates, ");
  }

  // Table 10 has no such set; its own have 11 clips of every video
  @Test
  void fineTuningOnAnotherSet() {
    assertThat(evaluation("dcase", SuiteProtocol.FULL))
        .contains("8 epochs of 104,907 clips, 3,279 steps each");
    assertThat(evaluation("dcase", SuiteProtocol.FULL, "--clips-per-epoch=0"))
        .contains("8 epochs of 9,537 clips, 299 steps each");
  }

  // the other readings of Table 10's caption; the factor and where decays are counted from
  @Test
  void theDecayOfFineTuningIsAnOption() {
    assertThat(evaluation("hmdb51", SuiteProtocol.FC, "--gamma=0.1", "--decay-from=start"))
        .contains(
            "  learning rate 0.0400000 at the end of epoch 1: 0.0200000, 2: 0.0400000, 3-4: 0.00400000, 5-6: 0.000400000, 7-8: 4.00000e-05",
            "8 epochs of 40,000 clips, 1,250 steps each")
        .hasSize(2 + 8 + 1);
  }
}
