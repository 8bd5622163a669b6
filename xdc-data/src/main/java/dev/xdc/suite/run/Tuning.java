package dev.xdc.suite.run;

import dev.xdc.Preset;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.eval.FineTuneRecipe;
import dev.xdc.train.TrainingPlan;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * How encoders are fine-tuned, for all commands that do: the paper's recipe with its presets, what
 * the preset says with others.
 *
 * @param preset the settings
 * @param paper whether they are the paper's
 * @param dataset what is learned, as Table 10 may have it; empty if it is not known
 * @param clip how clips are cut
 * @param options what options change in a plan
 */
public record Tuning(
    Preset preset,
    boolean paper,
    String dataset,
    ClipSpec clip,
    UnaryOperator<TrainingPlan> options) {

  private static final List<Double> SMALL_FULL = List.of(0.005, 0.01, 0.02, 0.05);
  private static final List<Double> SMALL_FC = List.of(0.01, 0.03, 0.1, 0.3, 1.0);

  /** How a preset that is not the paper's fine-tunes. */
  public static Tuning of(Preset preset) {
    return new Tuning(preset, false, "", preset.clip(), UnaryOperator.identity());
  }

  /**
   * Returns how an encoder is trained, with one learning rate.
   *
   * @param videos how many it learns from
   */
  public TrainingPlan plan(Modality modality, int videos) {
    return options.apply(paper ? recipe(modality, videos).plan() : preset.fineTune());
  }

  /** Returns the learning rates to select from when all of an encoder is trained. */
  public List<Double> fullRates(Modality modality) {
    return paper ? recipe(modality, 1).fullRates() : SMALL_FULL;
  }

  /** Returns the learning rates to select from when one layer on it is. */
  public List<Double> fcRates(Modality modality) {
    return paper ? recipe(modality, 1).headRates() : SMALL_FC;
  }

  /** Returns all of it as a text, whatever the number of videos. */
  public String text() {
    String video = text(Modality.VIDEO);
    String audio = text(Modality.AUDIO);
    return video.equals(audio) ? video : "video " + video + ", audio " + audio;
  }

  private String text(Modality modality) {
    TrainingPlan one = plan(modality, 1);
    return one
        + (one.equals(plan(modality, 2)) ? "" : " with the clips of an epoch for each video");
  }

  private FineTuneRecipe recipe(Modality modality, int videos) {
    return FineTuneRecipe.of(dataset, modality, videos).forClips(clip);
  }
}
