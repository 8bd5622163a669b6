package dev.xdc.page;

import dev.xdc.data.media.ClipCut;
import dev.xdc.data.media.DecodedClip;
import dev.xdc.data.media.FrameCut;
import dev.xdc.data.media.FrameSize;
import dev.xdc.data.media.MediaInfo;
import dev.xdc.data.media.SoundCut;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import org.jspecify.annotations.Nullable;

/** What stands for an item: the frame in its middle, or the shape of its sound. */
final class Picture {

  /** Pixels of a picture. */
  static final int WIDTH = 160;

  /** Pixels of a picture. */
  static final int HEIGHT = 120;

  private static final double FRAMES_PER_SECOND = 10;
  private static final int SAMPLE_RATE_HERTZ = 8000;
  private static final double SOUND_SECONDS = 4;
  private static final int BAR = 4;
  private static final double LOUDEST = 1 << 15;
  private static final Color GROUND = new Color(0x22, 0x2b, 0x33);
  private static final Color WAVE = new Color(0x8f, 0xb4, 0xc4);

  private final ClipCut cut;

  private Picture(ClipCut cut) {
    this.cut = cut;
  }

  /**
   * Returns what is to be decoded for a picture.
   *
   * @param middle of what is shown, as a share of the length
   */
  static Picture of(MediaInfo media, double middle) {
    double seconds = middle * media.durationSeconds();
    if (media.hasVideo()) {
      int last = Math.max(0, media.frames(FRAMES_PER_SECOND) - 1);
      int first = Math.min(last, (int) (seconds * FRAMES_PER_SECOND));
      FrameCut frame = new FrameCut(first, 1, FRAMES_PER_SECOND, covering(media));
      return new Picture(new ClipCut(media, frame, null));
    }
    double shown = Math.min(SOUND_SECONDS, media.durationSeconds());
    double start = Math.max(0, Math.min(seconds - shown / 2, media.durationSeconds() - shown));
    int samples = Math.max(1, (int) (shown * SAMPLE_RATE_HERTZ));
    SoundCut sound = new SoundCut((long) (start * SAMPLE_RATE_HERTZ), samples, SAMPLE_RATE_HERTZ);
    return new Picture(new ClipCut(media, null, sound));
  }

  /** Returns the size of a frame that is just large enough to be cut from. */
  private static FrameSize covering(MediaInfo media) {
    double scale = Math.max((double) WIDTH / media.width(), (double) HEIGHT / media.height());
    return new FrameSize(
        Math.max(WIDTH, (int) Math.round(scale * media.width())),
        Math.max(HEIGHT, (int) Math.round(scale * media.height())));
  }

  /** Returns what to decode. */
  ClipCut cut() {
    return cut;
  }

  /** Draws what was decoded at a place of a sheet. */
  void draw(DecodedClip clip, BufferedImage sheet, int left, int top) {
    FrameCut frame = cut.frames();
    byte @Nullable [] pixels = clip.frames();
    if (frame != null && pixels != null) {
      drawFrame(pixels, frame.size(), sheet, left, top);
    } else if (clip.sound() != null) {
      drawSound(clip.sound(), sheet, left, top);
    }
  }

  private static void drawFrame(
      byte[] pixels, FrameSize size, BufferedImage sheet, int left, int top) {
    int offsetX = (size.width() - WIDTH) / 2;
    int offsetY = (size.height() - HEIGHT) / 2;
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        int at = 3 * ((y + offsetY) * size.width() + x + offsetX);
        int rgb = (pixels[at] & 255) << 16 | (pixels[at + 1] & 255) << 8 | (pixels[at + 2] & 255);
        sheet.setRGB(left + x, top + y, rgb);
      }
    }
  }

  private static void drawSound(byte[] sound, BufferedImage sheet, int left, int top) {
    Graphics2D graphics = sheet.createGraphics();
    try {
      graphics.setColor(GROUND);
      graphics.fillRect(left, top, WIDTH, HEIGHT);
      graphics.setColor(WAVE);
      int bars = WIDTH / BAR;
      int samples = sound.length / 2;
      for (int bar = 0; bar < bars; bar++) {
        double loudest = 0;
        for (int s = bar * samples / bars; s < (bar + 1) * samples / bars; s++) {
          loudest = Math.max(loudest, Math.abs((sound[2 * s] & 255) | sound[2 * s + 1] << 8));
        }
        int height = Math.max(2, (int) Math.round(Math.sqrt(loudest / LOUDEST) * (HEIGHT - 16)));
        graphics.fillRect(left + bar * BAR, top + (HEIGHT - height) / 2, BAR - 1, height);
      }
    } finally {
      graphics.dispose();
    }
  }
}
