package dev.xdc.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xdc.clip.Modality;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrossModalMapTest {

  @TempDir private Path folder;

  /** Shows hidden numbers mixed by {@code seed}, with noise. */
  private static float[][] shown(float[][] hidden, int width, long seed) {
    Random random = new Random(seed);
    double[][] mixing = new double[hidden[0].length][width];
    for (double[] line : mixing) {
      for (int d = 0; d < width; d++) {
        line[d] = random.nextGaussian();
      }
    }
    float[][] rows = new float[hidden.length][width];
    for (int i = 0; i < rows.length; i++) {
      for (int d = 0; d < width; d++) {
        double sum = 5 + 0.2 * random.nextGaussian();
        for (int h = 0; h < mixing.length; h++) {
          sum += hidden[i][h] * mixing[h][d];
        }
        rows[i][d] = (float) sum;
      }
    }
    return rows;
  }

  private static CrossModalMap map() {
    Random random = new Random(1);
    float[][] hidden = new float[300][3];
    for (float[] row : hidden) {
      for (int h = 0; h < 3; h++) {
        row[h] = (float) random.nextGaussian();
      }
    }
    return CrossModalMap.fit(shown(hidden, 12, 2), shown(hidden, 7, 3));
  }

  @Test
  void aLoadedMapGivesTheSameBits() throws IOException {
    CrossModalMap map = map();
    map.save(folder.resolve("map.safetensors"));
    CrossModalMap loaded = CrossModalMap.load(folder.resolve("map.safetensors"));

    for (Modality modality : Modality.values()) {
      float[][] rows = shown(new float[][] {{1, 2, 3}, {-1, 0, 1}}, map.width(modality), 9);
      assertThat(loaded.apply(modality, rows)).isDeepEqualTo(map.apply(modality, rows));
    }
    assertThat(loaded.width(Modality.VIDEO)).isEqualTo(12);
    assertThat(loaded.width(Modality.AUDIO)).isEqualTo(7);
    assertThat(loaded.width()).isEqualTo(map.width());
  }

  @Test
  void soundsFindTheirPictures() {
    float[][] hidden = {{2, 0, 0}, {0, 2, 0}, {0, 0, 2}, {-2, 0, 0}, {0, -2, 0}, {0, 0, -2}};
    CrossModalMap map = map();

    float[][] pictures = map.apply(Modality.VIDEO, shown(hidden, 12, 2));
    float[][] sounds = map.apply(Modality.AUDIO, shown(hidden, 7, 3));

    int[][] nearest = Neighbours.cosine(sounds, pictures, 1);
    for (int i = 0; i < hidden.length; i++) {
      assertThat(nearest[i]).containsExactly(i);
    }
  }

  @Test
  void rejectsRowsThatDoNotPairUp() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CrossModalMap.fit(new float[3][4], new float[2][4]))
        .withMessageContaining("3 pictures and 2 sounds");
  }

  @Test
  void aFileOfSomethingElseIsNamed() throws IOException {
    Path text = Files.writeString(folder.resolve("text"), "not a map, but long enough");
    assertThatThrownBy(() -> CrossModalMap.load(text))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(text.toString());
  }
}
