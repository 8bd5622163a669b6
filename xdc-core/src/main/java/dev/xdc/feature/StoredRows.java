package dev.xdc.feature;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rows of files, as another process finds them.
 *
 * @param files {@code .npy} files, one after the other
 * @param which the numbers of the rows; null for all
 * @param rows N
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record StoredRows(List<Path> files, int @Nullable [] which, int rows) {

  /** Returns where rows lie; empty if that is not in files, or they are made of what lies there. */
  public static Optional<StoredRows> of(FeatureRows rows) {
    if (rows instanceof FeatureBank bank) {
      return bank.files().isEmpty()
          ? Optional.empty()
          : Optional.of(new StoredRows(bank.files(), null, bank.rows()));
    }
    if (rows instanceof DerivedRows.Selected selected) {
      return of(selected.source())
          .filter(source -> source.which == null)
          .map(source -> new StoredRows(source.files, selected.which(), selected.rows()));
    }
    return Optional.empty();
  }

  /** Returns the numbers, in the files, of the rows from {@code first} to {@code end - 1}. */
  public int[] which(int first, int end) {
    if (which != null) {
      return Arrays.copyOfRange(which, first, end);
    }
    int[] numbers = new int[end - first];
    Arrays.setAll(numbers, i -> first + i);
    return numbers;
  }

  /**
   * Opens all rows of files.
   *
   * @param manager of the mappings
   * @return a bank for the caller to close, which leaves the files
   * @throws IOException if one cannot be read
   */
  public static FeatureBank open(NDManager manager, List<Path> files) throws IOException {
    return FeatureStorage.file(files.get(0)).withMemoryBytes(0).open(manager, files, new BitSet());
  }
}
