package dev.xdc.data.internal.worker;

import java.io.IOException;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.jspecify.annotations.Nullable;

/** Makes what is asked for of the packets of one stream. */
interface Stream extends AutoCloseable {

  /** Returns the stream's number. */
  int index();

  /**
   * Prepares for packets from a point of the file.
   *
   * @param fromStart whether that is its beginning; elsewhere {@link #isMissed} may come true
   */
  void begin(boolean fromStart);

  /**
   * Takes the next packet; null at the end of the file.
   *
   * @throws FaultException if the stream does not give what was asked for
   */
  void take(@Nullable AVPacket packet) throws IOException, FaultException;

  /** Returns whether all is made, or cannot be: see {@link #isMissed}. */
  boolean isDone();

  /** Returns whether reading began too late; nothing has been made then. */
  boolean isMissed();

  @Override
  void close();
}
