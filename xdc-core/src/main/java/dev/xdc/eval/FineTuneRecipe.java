package dev.xdc.eval;

import static java.lang.Math.multiplyExact;

import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.train.Schedule;
import dev.xdc.train.Sgd;
import dev.xdc.train.TrainingPlan;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The paper's fine-tuning on one data set (Table 10) with its grid of learning rates (Table 11).
 * The paper takes the best rate by the result it reports; whoever does so should say so.
 *
 * @param dataset the data set's name, of any spelling where Table 10 does not have it
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

  /** es, clips per epoch, by the name of the data set. */
  private static final Map<String, Integer> TABLE_10 =
      Map.of("hmdb51", 40_000, "ucf101", 106_000, "esc50", 20_000);

  /**
   * Clips per epoch for each training video of a data set that Table 10 does not have. Its own are
   * 11.2 (HMDB51, 3,570 videos in split 1), 11.1 (UCF101, 9,537) and 12.5 (ESC-50, 1,600).
   */
  public static final int CLIPS_PER_VIDEO = 11;

  /** What is tried where no rate is selected; in both grids. */
  private static final double SINGLE_RATE = 0.002;

  /** Frames from which on the paper takes a quarter of the batch and of each rate. */
  private static final int LONG_CLIP = 32;

  /** Copies the grids. */
  public FineTuneRecipe {
    fullRates = List.copyOf(fullRates);
    headRates = List.copyOf(headRates);
  }

  /** HMDB51: 40K clips an epoch, 2/2/8 epochs. */
  public static FineTuneRecipe hmdb51() {
    return of("HMDB51", Modality.VIDEO, 1);
  }

  /** UCF101: 106K clips an epoch, 2/2/8 epochs. */
  public static FineTuneRecipe ucf101() {
    return of("UCF101", Modality.VIDEO, 1);
  }

  /** ESC-50: 20K clips an epoch, 2/2/8 epochs. */
  public static FineTuneRecipe esc50() {
    return of("ESC50", Modality.AUDIO, 1);
  }

  /**
   * Returns the row of Table 10 for a data set, or one by the same measure where it has none.
   *
   * @param dataset as {@code xdc datasets} spells it: {@code hmdb51}, {@code ucf101} and {@code
   *     esc50} have a row
   * @param modality the encoder that is tuned, also where the row's own is the other one
   * @param videos how many are learned from, at least 1; counts only where there is no row, then an
   *     epoch has {@value #CLIPS_PER_VIDEO} clips of each
   */
  public static FineTuneRecipe of(String dataset, Modality modality, int videos) {
    if (videos < 1) {
      throw new IllegalArgumentException("videos is " + videos + ", must be at least 1");
    }
    Integer row = TABLE_10.get(dataset.toLowerCase(Locale.ROOT));
    return paper(dataset, modality, row == null ? multiplyExact(videos, CLIPS_PER_VIDEO) : row);
  }

  /** Returns whether Table 10 has a row for a data set; see {@link #of}. */
  public static boolean has(String dataset) {
    return TABLE_10.containsKey(dataset.toLowerCase(Locale.ROOT));
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

  /**
   * Returns the recipe for an encoder that reads such clips: {@link #longClips()} for pictures of
   * 32 frames or more. Sound is as long whatever the frames.
   */
  public FineTuneRecipe forClips(ClipSpec clip) {
    return modality == Modality.VIDEO && clip.frames() >= LONG_CLIP ? longClips() : this;
  }

  /** Returns the recipe for 32-frame clips: a quarter of the batch and of each rate. */
  public FineTuneRecipe longClips() {
    return new FineTuneRecipe(
        dataset,
        modality,
        schedule.withBaseRate(schedule.baseRate() / TrainingPlan.LONG_CLIPS_DIVISOR),
        batchSize / TrainingPlan.LONG_CLIPS_DIVISOR,
        clipsPerEpoch,
        weightDecay,
        quarter(fullRates),
        quarter(headRates));
  }

  private static List<Double> quarter(List<Double> rates) {
    return rates.stream().map(rate -> rate / TrainingPlan.LONG_CLIPS_DIVISOR).toList();
  }

  /**
   * Returns how to train where no rate of a grid is selected: with 0.002, a quarter for {@link
   * #longClips()}. The paper does not say which rate was the best one.
   */
  public TrainingPlan plan() {
    return plan(SINGLE_RATE * (schedule.baseRate() / FULL_RATES.get(0)));
  }

  /** Returns how to train with one rate of a grid. */
  public TrainingPlan plan(double rate) {
    return TrainingPlan.supervised(
        schedule.withBaseRate(rate), Sgd.nesterov(weightDecay), batchSize, clipsPerEpoch);
  }
}
