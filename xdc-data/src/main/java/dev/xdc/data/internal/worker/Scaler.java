package dev.xdc.data.internal.worker;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_DISPLAYMATRIX;
import static org.bytedeco.ffmpeg.global.avutil.AVCHROMA_LOC_UNSPECIFIED;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_RGB24;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_image_copy_to_buffer;
import static org.bytedeco.ffmpeg.global.swscale.SWS_BILINEAR;
import static org.bytedeco.ffmpeg.global.swscale.sws_alloc_context;
import static org.bytedeco.ffmpeg.global.swscale.sws_freeContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_scale_frame;

import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;

/** Turns pictures of any size and format into rgb24 frames of one size, upright. */
final class Scaler implements AutoCloseable {

  private static final int[] UPRIGHT = {1, 0, 0, 1};

  private final int width;
  private final int height;
  private final int[] matrix;
  private final BytePointer frame;
  private final AVFrame scaled;
  private SwsContext context = sws_alloc_context();
  private int fromWidth;
  private int fromHeight;
  private int fromFormat;

  /** Makes frames of {@code width} x {@code height}, as displayed. */
  Scaler(AVStream stream, int width, int height) {
    this.width = width;
    this.height = height;
    matrix = matrix(stream);
    frame = new BytePointer(bytes());
    scaled = av_frame_alloc();
    scaled.format(AV_PIX_FMT_RGB24);
    scaled.width(isTurned() ? height : width);
    scaled.height(isTurned() ? width : height);
  }

  /**
   * Returns the turns and flips of a stream's pictures as a matrix of 1, -1 and 0: x and y as
   * displayed are a x + c y and b x + d y of those as stored.
   */
  static int[] matrix(AVStream stream) {
    for (int i = 0; i < stream.codecpar().nb_coded_side_data(); i++) {
      AVPacketSideData data = stream.codecpar().coded_side_data().getPointer(i);
      if (data.type() == AV_PKT_DATA_DISPLAYMATRIX && data.size() >= 36) {
        IntPointer m = new IntPointer(data.data());
        int[] found = {sign(m.get(0)), sign(m.get(1)), sign(m.get(3)), sign(m.get(4))};
        boolean straight = found[0] != 0 && found[3] != 0 && found[1] == 0 && found[2] == 0;
        boolean turned = found[0] == 0 && found[3] == 0 && found[1] != 0 && found[2] != 0;
        return straight || turned ? found : UPRIGHT;
      }
    }
    return UPRIGHT;
  }

  /** Returns whether a matrix swaps width and height. */
  static boolean isTurned(int[] matrix) {
    return matrix[0] == 0;
  }

  private static int sign(int fixed) {
    // 16.16 numbers; anything between is an angle that no camera writes.
    return Math.abs(fixed) < 1 << 15 ? 0 : Integer.signum(fixed);
  }

  private boolean isTurned() {
    return isTurned(matrix);
  }

  /** Returns the bytes of a frame. */
  long bytes() {
    return 3L * width * height;
  }

  /**
   * Returns {@code picture} as a frame. The memory is the same for every call.
   *
   * @throws FaultException if FFmpeg cannot convert it
   */
  BytePointer scale(AVFrame picture) throws FaultException {
    if (picture.width() != fromWidth
        || picture.height() != fromHeight
        || picture.format() != fromFormat) {
      fromWidth = picture.width();
      fromHeight = picture.height();
      fromFormat = picture.format();
      sws_freeContext(context);
      context = sws_alloc_context();
      context.flags(SWS_BILINEAR);
    }
    if (scaled.data(0) == null) {
      check(av_frame_get_buffer(scaled, 0));
    }
    // FFmpeg's own filter takes colour to lie in the middle of its pixels, whatever the file says.
    picture.chroma_location(AVCHROMA_LOC_UNSPECIFIED);
    check(sws_scale_frame(context, scaled, picture));
    check(
        av_image_copy_to_buffer(
            frame,
            (int) bytes(),
            scaled.data(),
            scaled.linesize(),
            AV_PIX_FMT_RGB24,
            scaled.width(),
            scaled.height(),
            1));
    if (matrix[0] != 1 || matrix[3] != 1) {
      turn();
    }
    return frame;
  }

  private static void check(int result) throws FaultException {
    if (result < 0) {
      throw new FaultException("a picture cannot be resized: " + Natives.words(result));
    }
  }

  private void turn() {
    int w = scaled.width();
    int h = scaled.height();
    byte[] stored = new byte[(int) bytes()];
    byte[] shown = new byte[(int) bytes()];
    frame.position(0).get(stored);
    int left = Math.min(0, (w - 1) * matrix[0]) + Math.min(0, (h - 1) * matrix[2]);
    int top = Math.min(0, (w - 1) * matrix[1]) + Math.min(0, (h - 1) * matrix[3]);
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        int toX = matrix[0] * x + matrix[2] * y - left;
        int toY = matrix[1] * x + matrix[3] * y - top;
        System.arraycopy(stored, 3 * (y * w + x), shown, 3 * (toY * width + toX), 3);
      }
    }
    frame.position(0).put(shown);
  }

  @Override
  public void close() {
    sws_freeContext(context);
    av_frame_free(scaled);
    frame.close();
  }
}
