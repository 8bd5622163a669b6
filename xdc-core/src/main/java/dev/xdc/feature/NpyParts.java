package dev.xdc.feature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The rows of several {@code .npy} files of one width, one file after the other. */
final class NpyParts implements FeatureRows, AutoCloseable {
  private final NDManager manager;
  private final List<NpyRows> parts;

  /** The number of the first row of each part, and N. */
  private final int[] starts;

  private NpyParts(NDManager manager, List<NpyRows> parts, int[] starts) {
    this.manager = manager;
    this.parts = parts;
    this.starts = starts;
  }

  /**
   * Opens files for the caller to close.
   *
   * @param files at least one
   * @throws IOException if one cannot be read or has another width; names it
   */
  static NpyParts open(NDManager parent, List<Path> files) throws IOException {
    NDManager manager = parent.newSubManager();
    try {
      List<NpyRows> parts = new ArrayList<>();
      int[] starts = new int[files.size() + 1];
      for (Path file : files) {
        NpyRows part = NpyRows.open(manager, file);
        if (!parts.isEmpty() && part.width() != parts.get(0).width()) {
          throw new IOException(
              file
                  + " has rows of width "
                  + part.width()
                  + ", must be "
                  + parts.get(0).width()
                  + " as in "
                  + parts.get(0).file());
        }
        parts.add(part);
        starts[parts.size()] = Math.addExact(starts[parts.size() - 1], part.rows());
      }
      return new NpyParts(manager, parts, starts);
    } catch (IOException | RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  List<Path> files() {
    return parts.stream().map(NpyRows::file).toList();
  }

  @Override
  public int rows() {
    return starts[parts.size()];
  }

  @Override
  public int width() {
    return parts.get(0).width();
  }

  @Override
  public NDManager manager() {
    return manager;
  }

  /** Returns the part that a row lies in. */
  private int part(int row) {
    int found = Arrays.binarySearch(starts, row);
    return found >= 0 ? found : -found - 2;
  }

  @Override
  public NDArray chunk(NDManager scope, int first, int end) {
    NDList pieces = new NDList();
    for (int from = first; from < end; ) {
      int part = part(from);
      int to = Math.min(end, starts[part + 1]);
      pieces.add(parts.get(part).chunk(scope, from - starts[part], to - starts[part]));
      from = to;
    }
    return joined(pieces);
  }

  @Override
  public NDArray take(NDManager scope, int[] which) {
    NDList pieces = new NDList();
    for (int from = 0; from < which.length; ) {
      int part = part(which[from]);
      int to = from + 1;
      while (to < which.length && part(which[to]) == part) {
        to++;
      }
      int start = starts[part];
      int[] own = Arrays.stream(which, from, to).map(row -> row - start).toArray();
      pieces.add(parts.get(part).take(scope, own));
      from = to;
    }
    return joined(pieces);
  }

  private static NDArray joined(NDList pieces) {
    NDArray first = pieces.remove(0);
    return pieces.isEmpty() ? first : first.getNDArrayInternal().concat(pieces, 0);
  }

  @Override
  public void close() {
    manager.close();
  }

  @Override
  public String toString() {
    return "NpyParts[" + parts.get(0).file() + " and more, N=" + rows() + ", D=" + width() + "]";
  }
}
