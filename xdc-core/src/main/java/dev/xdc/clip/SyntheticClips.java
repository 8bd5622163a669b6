package dev.xdc.clip;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Labelled clips made from a seed without any file, for tests and notebooks. Picture and sound
 * share only the class: a bright spot moves in the direction of the class, and a tone rises or
 * falls between the two mel bands of the class. Place, speed, onset, loudness and noise are random.
 */
public final class SyntheticClips implements ClipDataset {
  private final ClipSpec spec;
  private final int classes;
  private final int size;
  private final long seed;
  private final float noise;

  /**
   * Makes a data set.
   *
   * @param size videos; their classes go round
   * @param classes at least 2
   * @param noise standard deviation of the noise; the signal has height 1 to 2
   * @param seed decides everything else
   */
  public SyntheticClips(ClipSpec spec, int size, int classes, double noise, long seed) {
    if (size < 1 || classes < 2) {
      throw new IllegalArgumentException(
          size + " videos of " + classes + " classes, must be at least 1 of at least 2");
    }
    this.spec = spec;
    this.size = size;
    this.classes = classes;
    this.noise = (float) noise;
    this.seed = seed;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public ClipSpec spec() {
    return spec;
  }

  @Override
  public String id(int index) {
    return "synthetic-" + index;
  }

  @Override
  public Optional<Labels> labels() {
    List<String> names = IntStream.range(0, classes).mapToObj(c -> "class " + c).toList();
    return Optional.of(new Labels(IntStream.range(0, size).map(this::label).toArray(), names));
  }

  private int label(int index) {
    return index % classes;
  }

  @Override
  public ClipReader read(Set<Modality> modalities, List<ClipRequest> clips, int batchSize) {
    return ClipReader.filling(spec, modalities, clips, batchSize, this::draw);
  }

  private void draw(Modality modality, ClipRequest clip, FloatBuffer out) {
    if (modality == Modality.VIDEO) {
      drawPicture(clip, out);
    } else {
      drawSound(clip, out);
    }
  }

  private void drawPicture(ClipRequest clip, FloatBuffer out) {
    SplittableRandom video = new SplittableRandom(Seeds.stream(seed, "video", clip.index()));
    SplittableRandom view =
        new SplittableRandom(
            Seeds.mix(clip.augmentationSeed(), 3, Double.doubleToLongBits(clip.position())));
    int side = spec.crop();
    double angle = 2 * Math.PI * label(clip.index()) / classes;
    double speed = side * (0.4 + 0.2 * video.nextDouble()) / spec.frames();
    double radius = side * (0.1 + 0.05 * video.nextDouble());
    double height = 1 + video.nextDouble();
    double startX =
        side * (0.35 + 0.3 * video.nextDouble()) - Math.cos(angle) * speed * spec.frames() / 2;
    double startY =
        side * (0.35 + 0.3 * video.nextDouble()) - Math.sin(angle) * speed * spec.frames() / 2;
    for (int t = 0; t < spec.frames(); t++) {
      double x = startX + Math.cos(angle) * speed * t;
      double y = startY + Math.sin(angle) * speed * t;
      for (int row = 0; row < side; row++) {
        for (int column = 0; column < side; column++) {
          double distance =
              ((column - x) * (column - x) + (row - y) * (row - y)) / (radius * radius);
          float value = (float) (height * Math.exp(-distance));
          for (int c = 0; c < 3; c++) {
            out.put(value + noise * (float) view.nextGaussian());
          }
        }
      }
    }
  }

  private void drawSound(ClipRequest clip, FloatBuffer out) {
    SplittableRandom video = new SplittableRandom(Seeds.stream(seed, "audio", clip.index()));
    SplittableRandom view =
        new SplittableRandom(
            Seeds.mix(clip.augmentationSeed(), 4, Double.doubleToLongBits(clip.position())));
    int bands = spec.melBands();
    double from = (label(clip.index()) + 0.5) * bands / classes;
    double to = ((label(clip.index()) * 3 + 1) % classes + 0.5) * bands / classes;
    double onset = 0.3 * video.nextDouble();
    double height = 1 + video.nextDouble();
    for (int m = 0; m < spec.audioFrames(); m++) {
      double part = (double) m / spec.audioFrames() - onset;
      double centre = from + (to - from) * Math.min(1, Math.max(0, part) / 0.7);
      for (int f = 0; f < bands; f++) {
        double tone = part < 0 ? 0 : height * Math.exp(-(f - centre) * (f - centre) / 2);
        out.put((float) tone + noise * (float) view.nextGaussian());
      }
    }
  }

  @Override
  public void close() {}

  @Override
  public String toString() {
    return "SyntheticClips[" + size + " videos, " + classes + " classes, seed " + seed + "]";
  }
}
