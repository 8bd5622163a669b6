package dev.xdc.search;

import org.jspecify.annotations.Nullable;

/**
 * An entry that was found.
 *
 * @param id its id
 * @param file where the video lies
 * @param startSeconds where it begins in the file
 * @param endSeconds where it ends
 * @param label its class; null if it has none
 * @param similarity the cosine of its feature with the query's, from -1 to 1
 */
public record Hit(
    String id,
    String file,
    double startSeconds,
    double endSeconds,
    @Nullable String label,
    double similarity) {}
