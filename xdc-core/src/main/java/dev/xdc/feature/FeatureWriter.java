package dev.xdc.feature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;

/** Takes rows one after the other and makes a bank of them. */
abstract sealed class FeatureWriter implements AutoCloseable {

  /** Appends the rows of {@code chunk}. */
  abstract void write(NDArray chunk) throws IOException;

  /** Appends rows that lie one after the other. */
  abstract void write(float[] rows) throws IOException;

  /**
   * Ends the writing.
   *
   * @return the rows; the caller closes it
   */
  abstract FeatureBank finish(BitSet missing) throws IOException;

  /** Gives up what was written, unless it was finished. */
  @Override
  public abstract void close() throws IOException;

  /** Fills an array. */
  static final class InMemory extends FeatureWriter {
    private final NDArray values;
    private long next;
    private boolean finished;

    InMemory(NDManager manager, int rows, int width) {
      values = manager.create(new Shape(rows, width));
    }

    @Override
    void write(NDArray chunk) {
      long end = next + chunk.getShape().get(0);
      values.set(new NDIndex("{}:{}", next, end), chunk);
      next = end;
    }

    @Override
    void write(float[] rows) {
      try (NDManager scope = values.getManager().newSubManager()) {
        long width = values.getShape().get(1);
        write(scope.create(rows, new Shape(rows.length / width, width)));
      }
    }

    @Override
    FeatureBank finish(BitSet missing) {
      finished = true;
      return new FeatureBank(new ArrayRows(values), missing, values::close);
    }

    @Override
    public void close() {
      if (!finished) {
        values.close();
      }
    }
  }

  /** Fills a file. */
  static final class ToFile extends FeatureWriter {
    private final NDManager manager;
    private final NpyWriter writer;
    private final boolean kept;

    ToFile(NDManager manager, NpyWriter writer, boolean kept) {
      this.manager = manager;
      this.writer = writer;
      this.kept = kept;
    }

    @Override
    void write(NDArray chunk) throws IOException {
      writer.write(chunk.toFloatArray());
    }

    @Override
    void write(float[] rows) throws IOException {
      writer.write(rows);
    }

    @Override
    FeatureBank finish(BitSet missing) throws IOException {
      Path file = writer.finish();
      NpyRows rows = NpyRows.open(manager, file);
      return new FeatureBank(rows, missing, () -> free(rows));
    }

    private void free(NpyRows rows) {
      rows.close();
      if (!kept && !rows.file().toFile().delete()) {
        // Windows keeps a file whose memory the garbage collector has not given back.
        rows.file().toFile().deleteOnExit();
      }
    }

    @Override
    public void close() throws IOException {
      writer.close();
    }
  }
}
