package dev.xdc.cli.option;

import dev.xdc.clip.ClipSpec;
import dev.xdc.suite.EncoderRun;
import dev.xdc.suite.SuiteKind;
import dev.xdc.suite.SuiteModel;
import dev.xdc.suite.SuiteProtocol;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the encoders of an evaluation come from: exactly one of four. */
public final class SuiteStart {

  @Option(
      names = "--model",
      split = ",",
      paramLabel = "DIR",
      description = "Folders of models, such as final of a run; several count as runs of one kind.")
  private List<Path> models = new ArrayList<>();

  @Option(names = "--random", description = "Fresh encoders of the preset, frozen.")
  private boolean random;

  @Option(
      names = "--scratch",
      description = "Fresh encoders of the preset, trained: protocol full.")
  private boolean scratch;

  @Option(
      names = "--hand-crafted",
      description =
          "No encoders: the features that small presets start from. Protocols probe, few-labels, retrieval, clusters.")
  private boolean handCrafted;

  private @Nullable List<SuiteModel> read;

  /** Nothing is given yet. */
  public SuiteStart() {}

  /** Returns the runs: one of each model, or {@code seeds} of one model or of fresh encoders. */
  public List<EncoderRun> runs(long firstSeed, int seeds) throws IOException {
    List<SuiteModel> known = read();
    List<EncoderRun> runs = new ArrayList<>();
    for (int i = 0; i < Math.max(seeds, known.size()); i++) {
      SuiteModel model = known.isEmpty() ? null : known.get(Math.min(i, known.size() - 1));
      runs.add(new EncoderRun(model, firstSeed + i));
    }
    return runs;
  }

  /**
   * Returns how clips are cut: as the models were trained, or {@code fresh}.
   *
   * @throws IllegalArgumentException if two models do not agree; names both
   */
  public ClipSpec clip(ClipSpec fresh) throws IOException {
    return models.isEmpty() ? fresh : common("cuts clips as", "", SuiteModel::clip);
  }

  /** Returns what all models have in common. */
  private <T> T common(String is, String remedy, Function<SuiteModel, T> property)
      throws IOException {
    SuiteModel first = read().get(0);
    T expected = property.apply(first);
    for (SuiteModel other : read()) {
      T found = property.apply(other);
      if (!found.equals(expected)) {
        throw new IllegalArgumentException(
            "%s %s %s, %s %s %s: they are not runs of one kind; evaluate them apart%s"
                .formatted(first.folder(), is, expected, other.folder(), is, found, remedy));
      }
    }
    return expected;
  }

  private List<SuiteModel> read() throws IOException {
    if (read == null) {
      List<SuiteModel> found = new ArrayList<>();
      for (Path folder : models) {
        found.add(SuiteModel.read(folder));
      }
      read = found;
    }
    return read;
  }

  /**
   * Returns whether a protocol makes sense from here: fresh encoders are either frozen or trained,
   * and features without a network are but features.
   */
  public boolean allows(SuiteProtocol protocol) {
    if (handCrafted) {
      return protocol.usesFeaturesOnly();
    }
    return random ? protocol.isFrozen() : !scratch || !protocol.isFrozen();
  }

  /**
   * Returns how the encoders came about.
   *
   * @param method as the user says; null for what the models record
   * @throws IllegalArgumentException if two models record different things; names both
   */
  public SuiteKind kind(@Nullable String method) throws IOException {
    if (method != null && models.isEmpty()) {
      throw new IllegalArgumentException(
          "--method says how a --model was trained; leave it out for fresh encoders");
    }
    if (models.isEmpty()) {
      return random ? SuiteKind.RANDOM : handCrafted ? SuiteKind.HAND_CRAFTED : SuiteKind.SCRATCH;
    }
    return method == null
        ? common("is", ", or say --method", SuiteModel::kind)
        : SuiteKind.named(method);
  }
}
