package dev.xdc.cli.option;

import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.data.reader.MediaDataset;
import dev.xdc.data.reader.MediaList;
import dev.xdc.suite.run.Method;
import dev.xdc.suite.run.SupervisedSets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code pretrain --method supervised} has that the other methods have not. */
public final class SupervisedOptions {

  @Option(
      names = "--test",
      paramLabel = "CSV",
      description = "Labelled or tagged videos to test on; those of --held-out by default.")
  private @Nullable Path test;

  @Option(
      names = "--held-out",
      converter = Ranges.Share.class,
      paramLabel = "SHARE",
      description =
          "Share of the videos to hold out of training for validation, from 0 to below 1.")
  private Double heldOut = 0.0;

  @Option(
      names = "--long-clips",
      description =
          "Train on four times the preset's frames, with a quarter of its batch and rate.")
  private boolean longClips;

  @Mixin private ModalityOption modality = new ModalityOption();

  /** Nothing is given yet. */
  public SupervisedOptions() {}

  /**
   * Checks that the options go with a method and with each other.
   *
   * @throws IllegalArgumentException if not
   */
  public void check(Method method) {
    if (method != Method.SUPERVISED) {
      requireAbsent(test != null, "--test", method, "leave it out, and test by xdc probe");
      requireAbsent(heldOut > 0, "--held-out", method, "use --set config.validationShare");
      requireAbsent(longClips, "--long-clips", method, "use xdc retrain when the run is finished");
      requireAbsent(
          modalities().size() == 1, "--modality", method, "it trains on both, so leave it out");
    } else if (longClips && !modalities().equals(List.of(Modality.VIDEO))) {
      throw new IllegalArgumentException(
          "--long-clips needs --modality video: sound has no frames, and would be trained with a quarter of the batch, too");
    }
  }

  private static void requireAbsent(boolean given, String option, Method method, String remedy) {
    if (given) {
      throw new IllegalArgumentException(
          option + " does not go with --method " + method + ": " + remedy);
    }
  }

  /** Returns the modalities to train, video first. */
  public List<Modality> modalities() {
    return modality.modalities();
  }

  /** Returns the share of videos to hold out. */
  public double heldOut() {
    return heldOut;
  }

  /** Returns whether clips are four times as long as the preset's. */
  public boolean longClips() {
    return longClips;
  }

  /**
   * Opens the videos; all lists are read before any file is opened.
   *
   * @throws IllegalArgumentException if a set has no labels, or the test set has a class of its own
   */
  public SupervisedSets open(DataOptions data, Path source, ClipSpec clip) throws IOException {
    MediaList known = DataOptions.supervising(source, "--data");
    MediaList truth =
        test == null ? null : DataOptions.supervising(test, "--test").withClasses(known.classes());
    MediaDataset train = data.open(known, clip, modality.required());
    try {
      return new SupervisedSets(
          train, truth == null ? null : data.open(truth, clip, modality.required()));
    } catch (IOException | RuntimeException e) {
      train.close();
      throw e;
    }
  }
}
