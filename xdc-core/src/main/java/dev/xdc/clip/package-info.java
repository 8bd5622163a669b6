/**
 * Clips: what one training example is, and where examples come from.
 *
 * <p>Shape letters mean the same thing everywhere in this project: N clips in a batch or a data
 * set, C channels, T frames of a clip, H and W height and width in pixels, M time frames of a
 * spectrogram, F mel bands, D feature width, K clusters.
 */
@NullMarked
package dev.xdc.clip;

import org.jspecify.annotations.NullMarked;
