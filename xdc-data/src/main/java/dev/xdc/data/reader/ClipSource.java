package dev.xdc.data.reader;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Videos that are no media files: frames and samples from memory, a camera's store, a database.
 * {@link MediaDataset} cuts, resizes, transforms, caches and reads ahead as it does for files.
 *
 * <pre>{@code
 * MediaDataset clips = MediaDataset.builder().setSource(new CameraStore()).setSpec(spec).build();
 * }</pre>
 *
 * <p>{@link #videos} is called once, the other two from many threads at once. An {@link
 * IOException} leaves out the clip that was asked for; any other exception ends the reading.
 */
public interface ClipSource {

  /**
   * A video of the source.
   *
   * @param id under which its results are reported; a different one for each video, and another one
   *     once the video changes
   * @param seconds length, greater than 0
   * @param picture the moving picture; null if there is none
   * @param sampleRateHertz of the sound, which must be that of the clips; 0 if there is no sound
   * @param label its class; null if the videos have none
   */
  record Video(
      String id,
      double seconds,
      @Nullable Picture picture,
      int sampleRateHertz,
      @Nullable String label) {}

  /**
   * The moving picture of a video.
   *
   * @param width pixels, at least 1
   * @param height pixels, at least 1
   * @param framesPerSecond greater than 0; clips take at every instant the frame shown then
   */
  record Picture(int width, int height, double framesPerSecond) {

    /** Checks size and rate. */
    public Picture {
      if (width < 1 || height < 1 || !(framesPerSecond > 0)) {
        throw new IllegalArgumentException(
            "picture of "
                + width
                + " x "
                + height
                + " at "
                + framesPerSecond
                + " frames per second, must be at least 1 x 1 at more than 0");
      }
    }
  }

  /** Returns all videos, always in the same order; labels for all of them or for none. */
  List<Video> videos();

  /**
   * Returns frames of a video.
   *
   * @param video position in {@link #videos}
   * @param numbers of the frames, from 0, ascending and each once
   * @return each frame as rgb24: width x height x 3 bytes, rows from the top
   * @throws IOException if they cannot be read
   */
  default byte[][] frames(int video, int[] numbers) throws IOException {
    throw new IllegalStateException("this source gives no frames: implement ClipSource.frames");
  }

  /**
   * Returns samples of a video.
   *
   * @param video position in {@link #videos}
   * @param first number of the first sample, from 0
   * @param count at least 1
   * @return mono samples, fewer than {@code count} where the sound ends: the rest is silence
   * @throws IOException if they cannot be read
   */
  default short[] samples(int video, long first, int count) throws IOException {
    throw new IllegalStateException("this source gives no samples: implement ClipSource.samples");
  }
}
