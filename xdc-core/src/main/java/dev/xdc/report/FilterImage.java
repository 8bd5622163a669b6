package dev.xdc.report;

import dev.xdc.internal.file.Unfinished;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;

/**
 * Draws filters: a tile for each, in rows from left to right; the pictures of a filter in time side
 * by side. Grey is zero, lighter is positive, red is not finite, and a weight is a square of one
 * colour. The same filters always give the same pixels: nothing is smoothed, and there is no
 * lettering, for which a machine would need fonts.
 */
public final class FilterImage {
  private static final int SHEET_WIDTH = 1100;
  private static final int SHEET_HEIGHT = 600;
  private static final int MARGIN = 20;
  private static final int GAP = 8;
  private static final int BETWEEN_TIMES = 2;
  private static final int LEAST_ZOOM = 6;
  private static final int MOST_ZOOM = 12;
  private static final int WHITE = 0xffffff;
  private static final int RED = 0xff0000;

  /** What the colours of a tile are relative to. */
  public enum Range {
    /** The filter's own largest magnitude: shows its form, however weak it is. */
    EACH,
    /** The largest magnitude of all filters of the layer: shows which ones are weak. */
    COMMON;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * How the tiles of a bank are laid out: as few empty places in the last row as can be, then tiles
   * as large as can be, then rows as long as can be, on a sheet of limited width and height.
   *
   * @param zoom pixels along a side of a weight
   */
  private record Grid(FilterBank bank, int columns, int zoom) {

    static Grid of(FilterBank bank) {
      Grid best = new Grid(bank, columns(bank), LEAST_ZOOM); // higher than the sheet, if need be
      int leastEmpty = Integer.MAX_VALUE;
      int largest = 0;
      for (int columns = bank.filters(); columns >= 1; columns--) {
        Grid grid = new Grid(bank, columns, MOST_ZOOM);
        while (grid.zoom >= LEAST_ZOOM && !grid.fits()) {
          grid = new Grid(bank, columns, grid.zoom - 1);
        }
        boolean better =
            grid.empty() < leastEmpty || (grid.empty() == leastEmpty && grid.zoom > largest);
        if (grid.zoom >= LEAST_ZOOM && better) {
          best = grid;
          leastEmpty = grid.empty();
          largest = grid.zoom;
        }
      }
      return best;
    }

    /** Returns how many of the smallest tiles go into a row. */
    private static int columns(FilterBank bank) {
      int pitch = new Grid(bank, 1, LEAST_ZOOM).tileWidth() + GAP;
      return Math.max(1, Math.min(bank.filters(), (SHEET_WIDTH + GAP) / pitch));
    }

    private boolean fits() {
      return width() <= SHEET_WIDTH && height() <= SHEET_HEIGHT;
    }

    private int empty() {
      return rows() * columns - bank.filters();
    }

    private int rows() {
      return (bank.filters() + columns - 1) / columns;
    }

    int tileWidth() {
      return bank.times() * bank.width() * zoom + (bank.times() - 1) * BETWEEN_TIMES;
    }

    int tileHeight() {
      return bank.height() * zoom;
    }

    int width() {
      return columns * (tileWidth() + GAP) - GAP;
    }

    int height() {
      return rows() * (tileHeight() + GAP) - GAP;
    }
  }

  private FilterImage() {}

  /** Draws the filters of a layer on white, without a margin. */
  public static BufferedImage draw(FilterBank bank, Range range) {
    Grid grid = Grid.of(bank);
    BufferedImage image = white(grid.width(), grid.height());
    float common = 0;
    for (int filter = 0; filter < bank.filters(); filter++) {
      common = Math.max(common, bank.largest(filter));
    }
    for (int filter = 0; filter < bank.filters(); filter++) {
      float largest = range == Range.COMMON ? common : bank.largest(filter);
      int left = filter % grid.columns() * (grid.tileWidth() + GAP);
      int top = filter / grid.columns() * (grid.tileHeight() + GAP);
      for (int time = 0; time < bank.times(); time++) {
        int start = left + time * (bank.width() * grid.zoom() + BETWEEN_TIMES);
        tile(image, bank, filter, time, largest, start, top, grid.zoom());
      }
    }
    return image;
  }

  private static void tile(
      BufferedImage image,
      FilterBank bank,
      int filter,
      int time,
      float largest,
      int left,
      int top,
      int zoom) {
    for (int y = 0; y < bank.height() * zoom; y++) {
      for (int x = 0; x < bank.width() * zoom; x++) {
        int rgb = 0;
        boolean finite = true;
        for (int channel = 0; channel < 3; channel++) {
          int colour = Math.min(channel, bank.colours() - 1);
          float value = bank.value(filter, colour, time, y / zoom, x / zoom);
          finite &= Float.isFinite(value);
          rgb = rgb << 8 | level(value, largest);
        }
        rgb = finite ? rgb : RED;
        image.setRGB(left + x, top + y, rgb);
      }
    }
  }

  /** Returns 128 for zero, 1 and 255 for the largest magnitude. */
  private static int level(float value, float largest) {
    return 128 + (largest > 0 ? Math.round(127 * value / largest) : 0);
  }

  /** Returns images on white, one below the other, centred, with a margin around. */
  public static BufferedImage column(List<BufferedImage> images) {
    int width = images.stream().mapToInt(BufferedImage::getWidth).max().orElse(0);
    int height = images.stream().mapToInt(image -> image.getHeight() + 2 * MARGIN).sum();
    BufferedImage sheet = white(width + 2 * MARGIN, height);
    int top = MARGIN;
    for (BufferedImage image : images) {
      int left = MARGIN + (width - image.getWidth()) / 2;
      for (int y = 0; y < image.getHeight(); y++) {
        for (int x = 0; x < image.getWidth(); x++) {
          sheet.setRGB(left + x, top + y, image.getRGB(x, y));
        }
      }
      top += image.getHeight() + 2 * MARGIN;
    }
    return sheet;
  }

  private static BufferedImage white(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, WHITE);
      }
    }
    return image;
  }

  /**
   * Writes a PNG, whole or not at all.
   *
   * @param file where to; its folder is made
   */
  public static void write(BufferedImage image, Path file) throws IOException {
    Unfinished.bytes(
        file,
        out -> {
          if (!ImageIO.write(image, "png", out)) {
            throw new IOException("this Java writes no PNG: " + file + " is not written");
          }
        });
  }
}
