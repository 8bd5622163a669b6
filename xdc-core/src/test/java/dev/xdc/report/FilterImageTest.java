package dev.xdc.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilterImageTest {
  private static final int WHITE = 0xffffff;

  @TempDir private Path folder;

  private static int pixel(BufferedImage image, int x, int y) {
    return image.getRGB(x, y) & WHITE;
  }

  private static int grey(int level) {
    return level << 16 | level << 8 | level;
  }

  /** Two filters of one colour, 1 x 2 pixels each, the second one ten times as weak. */
  private static FilterBank grey() {
    return new FilterBank(2, 1, 1, 1, 2, new float[] {1, -0.5f, 0.1f, 0});
  }

  @Test
  void aPngReadBackHasAColourForEachWeight() throws IOException {
    Path png = folder.resolve("new/filters.png");
    FilterImage.write(FilterImage.draw(grey(), FilterImage.Range.EACH), png);
    BufferedImage image = ImageIO.read(png.toFile());

    // tiles of 2 x 1 weights at 12 pixels, 8 pixels apart
    assertThat(image.getWidth()).isEqualTo(24 + 8 + 24);
    assertThat(image.getHeight()).isEqualTo(12);
    assertThat(pixel(image, 0, 0)).isEqualTo(grey(255));
    assertThat(pixel(image, 11, 11)).isEqualTo(grey(255));
    assertThat(pixel(image, 12, 0)).as("-127 / 2 is -63.5, rounded up").isEqualTo(grey(65));
    assertThat(pixel(image, 26, 5)).as("between tiles").isEqualTo(WHITE);
    assertThat(pixel(image, 32, 5)).as("its own largest").isEqualTo(grey(255));
    assertThat(pixel(image, 44, 5)).as("zero").isEqualTo(grey(128));
    assertThat(png.getParent().toFile().list()).containsExactly(png.getFileName().toString());
  }

  @Test
  void aCommonRangeShowsWeakFiltersAsSuch() {
    BufferedImage image = FilterImage.draw(grey(), FilterImage.Range.COMMON);
    assertThat(pixel(image, 0, 0)).isEqualTo(grey(255));
    assertThat(pixel(image, 32, 0)).as("0.1 x 127").isEqualTo(grey(128 + 13));
  }

  @Test
  void coloursAreRedGreenBlueAndTimesLieSideBySide() {
    float[] weights = {1, 0, 0, 1, -1, -1}; // red, green, blue at two times
    BufferedImage image =
        FilterImage.draw(new FilterBank(1, 3, 2, 1, 1, weights), FilterImage.Range.EACH);
    assertThat(image.getWidth()).isEqualTo(12 + 2 + 12);
    assertThat(pixel(image, 3, 3)).isEqualTo(0xff8001);
    assertThat(pixel(image, 13, 3)).as("between times").isEqualTo(WHITE);
    assertThat(pixel(image, 16, 3)).isEqualTo(0x80ff01);
  }

  @Test
  void filtersOfZeroAreGrey() {
    for (FilterImage.Range range : FilterImage.Range.values()) {
      BufferedImage image = FilterImage.draw(new FilterBank(1, 1, 1, 1, 1, new float[1]), range);
      assertThat(pixel(image, 0, 0)).isEqualTo(grey(128));
    }
  }

  private static BufferedImage blank(int filters, int times, int side) {
    float[] zeros = new float[filters * 3 * times * side * side];
    return FilterImage.draw(
        new FilterBank(filters, 3, times, side, side, zeros), FilterImage.Range.EACH);
  }

  @Test
  void thePapersLayersFillTheirRows() {
    BufferedImage spatial = blank(45, 1, 7); // 5 rows of 9 at 12 pixels
    assertThat(spatial.getWidth()).isEqualTo(9 * (12 * 7 + 8) - 8);
    assertThat(spatial.getHeight()).isEqualTo(5 * (12 * 7 + 8) - 8);
    BufferedImage spaceTime = blank(64, 3, 7); // 8 rows of 8 at 6 pixels
    assertThat(spaceTime.getWidth()).isEqualTo(8 * (3 * 6 * 7 + 2 * 2 + 8) - 8);
    assertThat(spaceTime.getHeight()).isEqualTo(8 * (6 * 7 + 8) - 8);
    BufferedImage sheet = FilterImage.column(List.of(spatial, spaceTime));
    assertThat(sheet.getWidth()).isEqualTo(spaceTime.getWidth() + 40);
    assertThat(sheet.getHeight()).isEqualTo(spatial.getHeight() + spaceTime.getHeight() + 80);
    assertThat(pixel(sheet, 19, 19)).isEqualTo(WHITE);
    int left = (sheet.getWidth() - spatial.getWidth()) / 2;
    assertThat(pixel(sheet, left, 20)).isEqualTo(grey(128));
    assertThat(pixel(sheet, left - 1, 20)).isEqualTo(WHITE);
  }

  @Test
  void manyOrUnevenFiltersAreDrawnToo() {
    BufferedImage many = blank(256, 3, 7);
    assertThat(many.getWidth()).isLessThanOrEqualTo(1100);
    assertThat(many.getHeight()).isEqualTo(32 * (6 * 7 + 8) - 8);
    BufferedImage uneven = blank(23, 1, 7); // 2 rows of 12, one place empty
    assertThat(uneven.getWidth()).isEqualTo(12 * (12 * 7 + 8) - 8);
    assertThat(pixel(uneven, uneven.getWidth() - 1, uneven.getHeight() - 1)).isEqualTo(WHITE);
  }

  @Test
  void theSameFiltersGiveTheSameFile() throws IOException {
    Path first = folder.resolve("first.png");
    Path second = folder.resolve("second.png");
    FilterImage.write(FilterImage.draw(grey(), FilterImage.Range.EACH), first);
    FilterImage.write(FilterImage.draw(grey(), FilterImage.Range.EACH), second);
    assertThat(first).hasSameBinaryContentAs(second);
  }

  @Test
  void refusesWhatIsNoPicture() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FilterBank(1, 2, 1, 1, 1, new float[2]))
        .withMessage("filters see 2 colours, must be 1 or 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FilterBank(2, 1, 1, 1, 1, new float[1]))
        .withMessageContaining("have 2 weights, at least 1; there are 1");
  }
}
