package dev.xdc.data.reader;

import dev.xdc.data.media.ClipCut;
import dev.xdc.data.media.DecodeResult;
import java.io.IOException;
import java.util.List;

/**
 * Where decoded pieces of a data set's videos come from: files or shards. What lies above, that is
 * sampling, memory cache and transforms, is the same for all.
 *
 * <p>Called from many threads at once.
 */
@FunctionalInterface
interface CutSource {

  /**
   * Reads some pieces.
   *
   * @param videos position in the data set of each piece's video
   * @param cuts the pieces
   * @return a result for each piece, in their order
   * @throws java.io.InterruptedIOException if this thread is interrupted; its interrupt status
   *     stays set
   * @throws IOException if the machine, not a video, is at fault
   */
  List<DecodeResult> readAll(List<Integer> videos, List<ClipCut> cuts) throws IOException;
}
