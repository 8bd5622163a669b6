package dev.xdc.eval;

import dev.xdc.clip.Modality;
import dev.xdc.train.Schedule;
import dev.xdc.train.Sgd;
import dev.xdc.train.TrainingPlan;
import java.util.List;

/**
 * The paper's fine-tuning on one data set (Table 10) with its grid of learning rates (Table 11).
 * The paper takes the best rate by the result it reports; whoever does so should say so.
 *
 * @param dataset the data set's name
 * @param modality the encoder that is tuned
 * @param schedule we/se/te and gamma; its base rate is the first of the grid
 * @param batchSize clips per step (paper: 32; 8 for 32-frame clips)
 * @param clipsPerEpoch es, clips per epoch
 * @param weightDecay of the optimizer
 * @param fullRates base rates tried when all of the network is tuned
 * @param headRates base rates tried when only the fully connected layer is
 */
public record FineTuneRecipe(
    String dataset,
    Modality modality,
    Schedule schedule,
    int batchSize,
    int clipsPerEpoch,
    double weightDecay,
    List<Double> fullRates,
    List<Double> headRates) {

  private static final List<Double> FULL_RATES = List.of(0.001, 0.002, 0.004, 0.006, 0.008, 0.01);
  private static final List<Double> HEAD_RATES =
      List.of(0.001, 0.002, 0.004, 0.006, 0.008, 0.01, 0.02, 0.04);

  /** Memory: 32 frames instead of 8 leave room for a quarter of the clips (supplement B). */
  private static final int LONG_CLIPS_DIVISOR = 4;

  /** Copies the grids. */
  public FineTuneRecipe {
    fullRates = List.copyOf(fullRates);
    headRates = List.copyOf(headRates);
  }

  /** HMDB51: 40K clips an epoch, 2/2/8 epochs. */
  public static FineTuneRecipe hmdb51() {
    return paper("HMDB51", Modality.VIDEO, 40_000);
  }

  /** UCF101: 106K clips an epoch, 2/2/8 epochs. */
  public static FineTuneRecipe ucf101() {
    return paper("UCF101", Modality.VIDEO, 106_000);
  }

  /** ESC-50: 20K clips an epoch, 2/2/8 epochs. */
  public static FineTuneRecipe esc50() {
    return paper("ESC50", Modality.AUDIO, 20_000);
  }

  private static FineTuneRecipe paper(String dataset, Modality modality, int clipsPerEpoch) {
    return new FineTuneRecipe(
        dataset,
        modality,
        Schedule.of(2, 2, 8, FULL_RATES.get(0), 0.01),
        32,
        clipsPerEpoch,
        0.005,
        FULL_RATES,
        HEAD_RATES);
  }

  /** Returns the recipe for 32-frame clips: a quarter of the batch and of each rate. */
  public FineTuneRecipe longClips() {
    return new FineTuneRecipe(
        dataset,
        modality,
        schedule.withBaseRate(schedule.baseRate() / LONG_CLIPS_DIVISOR),
        batchSize / LONG_CLIPS_DIVISOR,
        clipsPerEpoch,
        weightDecay,
        quarter(fullRates),
        quarter(headRates));
  }

  private static List<Double> quarter(List<Double> rates) {
    return rates.stream().map(rate -> rate / LONG_CLIPS_DIVISOR).toList();
  }

  /**
   * Returns a copy with {@code clipsPerEpoch} clips an epoch; 0 for one clip of every video, when
   * there is no time for the paper's.
   */
  public FineTuneRecipe withClipsPerEpoch(int clipsPerEpoch) {
    return new FineTuneRecipe(
        dataset, modality, schedule, batchSize, clipsPerEpoch, weightDecay, fullRates, headRates);
  }

  /** Returns how to train with one rate of a grid. */
  public TrainingPlan plan(double rate) {
    return TrainingPlan.supervised(
        schedule.withBaseRate(rate), Sgd.nesterov(weightDecay), batchSize, clipsPerEpoch);
  }
}
