package dev.xdc.checkpoint;

import java.util.List;
import java.util.Map;

/**
 * The state of a run between two rounds, besides the encoders' weights. Heads and momentum are
 * fresh in every round and every random stream is derived from the seed and the round, so nothing
 * else is needed to go on as if never interrupted.
 *
 * @param round rounds that are complete
 * @param settings every setting that decides the result, by name
 * @param labels the labels of each clustering of the last round, in the order they were made
 */
public record RoundCheckpoint(int round, Map<String, String> settings, List<int[]> labels) {}
