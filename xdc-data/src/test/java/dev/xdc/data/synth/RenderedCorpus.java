package dev.xdc.data.synth;

import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipReader;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Labels;
import dev.xdc.clip.Modality;
import dev.xdc.data.media.FrameSize;
import dev.xdc.data.transform.FrameTransform;
import dev.xdc.data.transform.LogMelSpectrogram;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The middle clips of a {@link SyntheticCorpus} without files and without encoding: every second
 * frame, two by two pixels averaged.
 */
final class RenderedCorpus implements ClipDataset {

  static final int SIDE = SyntheticCorpus.SIDE / 2;
  static final int FRAMES_PER_SECOND = SyntheticCorpus.FRAMES_PER_SECOND / 2;

  private static final int FRAMES = SyntheticCorpus.SECONDS * FRAMES_PER_SECOND;

  private final ClipSpec spec;
  private final String part;
  private final int[] classes;
  private final List<byte[]> frames = new ArrayList<>();
  private final List<byte[]> sounds = new ArrayList<>();

  /** Renders the first {@code size} clips of a part. */
  RenderedCorpus(SyntheticCorpus corpus, String part, int size, ClipSpec spec) {
    this.spec = spec;
    this.part = part;
    classes = IntStream.range(0, size).map(i -> corpus.classOf(part, i)).toArray();
    for (int i = 0; i < size; i++) {
      frames.add(halved(corpus.frames(part, i)));
      sounds.add(corpus.sound(part, i));
    }
  }

  private static byte[] halved(byte[] rgb) {
    byte[] half = new byte[FRAMES * SIDE * SIDE * 3];
    int row = SyntheticCorpus.SIDE * 3;
    int next = 0;
    for (int t = 0; t < FRAMES; t++) {
      for (int y = 0; y < SIDE; y++) {
        for (int x = 0; x < SIDE; x++) {
          for (int c = 0; c < 3; c++) {
            int at = (2 * t * SyntheticCorpus.SIDE + 2 * y) * row + 6 * x + c;
            int sum = (rgb[at] & 0xff) + (rgb[at + 3] & 0xff);
            sum += (rgb[at + row] & 0xff) + (rgb[at + row + 3] & 0xff);
            half[next++] = (byte) (sum / 4);
          }
        }
      }
    }
    return half;
  }

  @Override
  public int size() {
    return classes.length;
  }

  @Override
  public ClipSpec spec() {
    return spec;
  }

  @Override
  public String id(int index) {
    return part + index;
  }

  @Override
  public Optional<Labels> labels() {
    return Optional.of(
        new Labels(
            classes,
            IntStream.range(0, SyntheticCorpus.CLASSES)
                .mapToObj(SyntheticCorpus::className)
                .toList()));
  }

  @Override
  public ClipReader read(Set<Modality> modalities, List<ClipRequest> clips, int batchSize) {
    FrameTransform pictures = new FrameTransform(spec);
    LogMelSpectrogram spectrogram = new LogMelSpectrogram(spec);
    FrameSize size = new FrameSize(SIDE, SIDE);
    int first = (FRAMES - spec.spanFrames()) / 2;
    return ClipReader.filling(
        spec,
        modalities,
        clips,
        batchSize,
        (modality, clip, out) -> {
          if (modality == Modality.VIDEO) {
            pictures.apply(frames.get(clip.index()), first, size, clip, out);
          } else {
            spectrogram.apply(sounds.get(clip.index()), 0, out);
          }
        });
  }

  @Override
  public void close() {}
}
