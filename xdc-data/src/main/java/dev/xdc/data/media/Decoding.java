package dev.xdc.data.media;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One of the ways to decode clips. */
interface Decoding {

  /** Decodes all {@code cuts}, see {@link ClipDecoder#decodeAll}. */
  List<DecodeResult> decodeAll(List<ClipCut> cuts) throws IOException;

  /** Returns what keeps FFmpeg from being let loose on a file: a pipe would hold it for ever. */
  static @Nullable String problem(Path file) {
    return Files.isRegularFile(file)
        ? null
        : Files.exists(file) ? "is not a regular file" : "no such file";
  }
}
