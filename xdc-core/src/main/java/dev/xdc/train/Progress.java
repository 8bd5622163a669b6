package dev.xdc.train;

/**
 * Where a run stands.
 *
 * @param round the round, from 1
 * @param rounds rounds planned
 * @param phase what is going on: {@code features} or {@code train}
 * @param stream video or audio
 * @param done clips done in this phase
 * @param planned clips planned for this phase
 * @param remainingSeconds estimate for the rest of the run; NaN until each phase was seen once
 */
public record Progress(
    int round,
    int rounds,
    String phase,
    String stream,
    long done,
    long planned,
    double remainingSeconds) {}
