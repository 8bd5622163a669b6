package dev.xdc.data.media;

import java.io.Serializable;

/**
 * The sound of a media file.
 *
 * @param codec FFmpeg's name, such as {@code aac}
 * @param sampleRateHertz samples per second and channel
 * @param channels at least 0; 0 if the file does not say
 * @param startSeconds where it begins, counted from the beginning of the file; at least 0
 */
public record AudioStream(String codec, int sampleRateHertz, int channels, double startSeconds)
    implements Serializable {}
