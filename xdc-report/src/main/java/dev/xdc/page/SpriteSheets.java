package dev.xdc.page;

import dev.xdc.data.media.ClipDecoder;
import dev.xdc.data.media.DecodeResult;
import dev.xdc.data.media.DecodedClip;
import dev.xdc.data.media.FfmpegPrograms;
import dev.xdc.data.media.MediaInfo;
import dev.xdc.internal.file.Unfinished;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.ObjIntConsumer;
import java.util.stream.IntStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Pictures of items side by side in JPEG files, which a page loads as it is scrolled. */
final class SpriteSheets {

  /** Pictures in a row of a sheet. */
  static final int COLUMNS = 12;

  /** Pictures on a sheet. */
  static final int ON_A_SHEET = 144;

  private static final int DECODED_TOGETHER = 6;
  private static final float QUALITY = 0.82f;

  private final List<MediaInfo> media;
  private final ClipDecoder decoder;

  SpriteSheets(List<MediaInfo> media, FfmpegPrograms programs) {
    this.media = media;
    this.decoder = new ClipDecoder(programs);
  }

  /**
   * Writes {@code 0.jpg} and so on.
   *
   * @param folder where to; exists
   * @param done receives how many pictures are made
   * @return the numbers of the tiles that have a picture: others could not be decoded
   */
  BitSet write(List<ShownMembers.Tile> tiles, Path folder, IntConsumer done) throws IOException {
    BitSet drawn = new BitSet();
    for (int first = 0; first < tiles.size(); first += ON_A_SHEET) {
      List<ShownMembers.Tile> some =
          tiles.subList(first, Math.min(tiles.size(), first + ON_A_SHEET));
      int rows = (some.size() + COLUMNS - 1) / COLUMNS;
      BufferedImage sheet =
          new BufferedImage(
              COLUMNS * Picture.WIDTH, rows * Picture.HEIGHT, BufferedImage.TYPE_INT_RGB);
      BitSet here = draw(some, sheet);
      for (int i = here.nextSetBit(0); i >= 0; i = here.nextSetBit(i + 1)) {
        drawn.set(first + i);
      }
      write(sheet, folder.resolve(first / ON_A_SHEET + ".jpg"));
      done.accept(first + some.size());
    }
    return drawn;
  }

  /**
   * Hands on the pictures one by one, without writing them; those that could not be decoded are
   * left out.
   *
   * @param each receives the number of a tile and its picture, which it must not keep
   * @param done receives how many pictures are made
   */
  void forEach(List<ShownMembers.Tile> tiles, ObjIntConsumer<BufferedImage> each, IntConsumer done)
      throws IOException {
    BufferedImage sheet =
        new BufferedImage(
            COLUMNS * Picture.WIDTH,
            ON_A_SHEET / COLUMNS * Picture.HEIGHT,
            BufferedImage.TYPE_INT_RGB);
    for (int first = 0; first < tiles.size(); first += ON_A_SHEET) {
      int end = Math.min(tiles.size(), first + ON_A_SHEET);
      BitSet here = draw(tiles.subList(first, end), sheet);
      for (int i = here.nextSetBit(0); i >= 0; i = here.nextSetBit(i + 1)) {
        each.accept(
            sheet.getSubimage(
                i % COLUMNS * Picture.WIDTH,
                i / COLUMNS * Picture.HEIGHT,
                Picture.WIDTH,
                Picture.HEIGHT),
            first + i);
      }
      done.accept(end);
    }
  }

  private BitSet draw(List<ShownMembers.Tile> tiles, BufferedImage sheet) throws IOException {
    List<Picture> pictures =
        tiles.stream().map(t -> Picture.of(media.get(t.video()), t.middle())).toList();
    int batches = (tiles.size() + DECODED_TOGETHER - 1) / DECODED_TOGETHER;
    List<DecodeResult> results = new ArrayList<>();
    try {
      IntStream.range(0, batches)
          .parallel()
          .mapToObj(
              batch ->
                  decode(
                      pictures.subList(
                          batch * DECODED_TOGETHER,
                          Math.min(pictures.size(), (batch + 1) * DECODED_TOGETHER))))
          .forEachOrdered(results::addAll);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    BitSet drawn = new BitSet();
    for (int i = 0; i < results.size(); i++) {
      DecodedClip clip = results.get(i).clip();
      if (clip != null) {
        pictures
            .get(i)
            .draw(clip, sheet, i % COLUMNS * Picture.WIDTH, i / COLUMNS * Picture.HEIGHT);
        drawn.set(i);
      }
    }
    return drawn;
  }

  private List<DecodeResult> decode(List<Picture> pictures) {
    try {
      return decoder.decodeAll(pictures.stream().map(Picture::cut).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(BufferedImage sheet, Path file) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (Unfinished whole = Unfinished.of(file)) {
      Files.deleteIfExists(whole.path());
      try (ImageOutputStream out = ImageIO.createImageOutputStream(whole.path().toFile())) {
        ImageWriteParam settings = writer.getDefaultWriteParam();
        settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        settings.setCompressionQuality(QUALITY);
        writer.setOutput(out);
        writer.write(null, new IIOImage(sheet, null, null), settings);
      }
      whole.finish();
    } finally {
      writer.dispose();
    }
  }
}
