package dev.xdc.data.synth;

import java.util.List;
import java.util.Locale;

/** The text that explains a {@link SyntheticCorpus} to whoever finds its folder. */
final class CorpusReadme {

  private CorpusReadme() {}

  static String text(SyntheticCorpus corpus) {
    StringBuilder rows = new StringBuilder();
    List<Tune.Timbre> timbres = List.of(Tune.Timbre.values());
    List<Tune.Pattern> patterns = List.of(Tune.Pattern.values());
    for (int label = 0; label < SyntheticCorpus.CLASSES; label++) {
      String sound =
          timbres.get(label / patterns.size()) + ", " + patterns.get(label % patterns.size());
      rows.append("| ")
          .append(SyntheticCorpus.className(label))
          .append(" | ")
          .append(sound.toLowerCase(Locale.ROOT))
          .append(" |\n");
    }
    return """
        # Made-up clips

        %d clips to train on (`train.csv`) and %d to test (`test.csv`), made by XDC for Java from the seed %d. \
        Columns: `path,label`.
        Each clip lasts %d s: %d x %d pixels at %d frames per second, mono sound at %d Hz.

        Picture and sound share nothing but the class:

        | label (shape and motion) | sound (timbre and pattern) |
        | --- | --- |
        %s
        Random in each picture: colours, stripes of the ground, size, place, angle, direction, speed, noise.
        Random in each sound: pitch, tempo, interval, onset, loudness, tilt of the spectrum, noise of a random \
        colour, two steady tones.
        The stripes hold more edges than the shape; tilt, noise and tones change the mean of every band. So simple \
        statistics of edges and bands give the class away only in part.
        """
        .formatted(
            corpus.trainClips(),
            corpus.testClips(),
            corpus.seed(),
            SyntheticCorpus.SECONDS,
            SyntheticCorpus.SIDE,
            SyntheticCorpus.SIDE,
            SyntheticCorpus.FRAMES_PER_SECOND,
            SyntheticCorpus.SAMPLE_RATE_HERTZ,
            rows);
  }
}
