package dev.xdc.clip;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** See {@link ClipReader#answering}. */
record AnsweringReader(ClipReader reader, List<ClipRequest> requests, int[] positions)
    implements ClipReader {

  @Override
  public @Nullable ClipBatch next() throws IOException {
    ClipBatch batch = reader.next();
    if (batch != null) {
      batch.setRows(requests, Arrays.stream(batch.positions()).map(i -> positions[i]).toArray());
    }
    return batch;
  }

  @Override
  public int failures() {
    return reader.failures();
  }

  @Override
  public double waitSeconds() {
    return reader.waitSeconds();
  }

  @Override
  public void close() {
    reader.close();
  }

  @Override
  public String toString() {
    return "AnsweringReader[" + requests.size() + " requests by " + reader + "]";
  }
}
