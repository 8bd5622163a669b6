package dev.xdc.page;

import dev.xdc.report.FilterBank;
import dev.xdc.report.FilterImage;
import dev.xdc.report.StemFilters;
import dev.xdc.weights.TensorFile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * The filters of an encoder's first layer as a picture.
 *
 * @param title what is drawn
 * @param note how to read it
 * @param source a PNG as a {@code data:} address
 * @param width of the picture in pixels
 * @param height of the picture in pixels
 */
public record LayerPicture(String title, String note, String source, int width, int height) {

  /**
   * Draws the filters of a file of weights, each relative to its own largest weight.
   *
   * @throws IOException if the file cannot be read, or holds no encoder of this library
   */
  public static List<LayerPicture> of(Path weights) throws IOException {
    List<LayerPicture> pictures = new ArrayList<>();
    try (TensorFile file = TensorFile.open(weights)) {
      for (FilterBank bank : StemFilters.of(file)) {
        pictures.add(of(bank));
      }
    }
    return pictures;
  }

  private static LayerPicture of(FilterBank bank) throws IOException {
    String size = bank.height() + " × " + bank.width();
    if (bank.colours() == 1) {
      return of(
          bank,
          "Audio: " + bank.filters() + " filters",
          bank.width()
              + " frames × "
              + bank.height()
              + " bands; time runs to the right, low bands are at the bottom.");
    }
    return bank.times() == 1
        ? of(
            bank,
            "Video: " + bank.filters() + " spatial filters",
            size + " pixels, in the colours they look for.")
        : of(
            bank,
            "Video: " + bank.filters() + " space-time filters",
            bank.times() + " times side by side; what changes from one to the next is motion.");
  }

  private static LayerPicture of(FilterBank bank, String title, String note) throws IOException {
    BufferedImage image = FilterImage.draw(bank, FilterImage.Range.EACH);
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    if (!ImageIO.write(image, "png", png)) {
      throw new IOException("this Java writes no PNG: the filters cannot be drawn");
    }
    return new LayerPicture(
        title,
        note + " Grey is zero.",
        "data:image/png;base64," + Base64.getEncoder().encodeToString(png.toByteArray()),
        image.getWidth(),
        image.getHeight());
  }

  @Override
  public String toString() {
    return "LayerPicture[" + title + "]";
  }
}
