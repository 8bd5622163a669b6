package dev.xdc.eval;

/**
 * What a linear probe or a fine-tuning leaves: a classifier on the features of its encoder.
 *
 * @param result what it scored on the test set
 * @param head gives the logits of a feature
 * @param calibration makes probabilities of logits
 */
public record TrainedHead(EvalResult result, LinearModel head, Calibration calibration) {}
