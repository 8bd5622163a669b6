package dev.xdc.data.sets;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a published data set from the folder it was unpacked to. Media files are not opened. */
public interface DataSetReader {

  /** Returns what is known of the data set. */
  DataSetInfo info();

  /**
   * Returns the splits as they lie under {@code root}, complete or not: {@link
   * DataSetSplits#faults()} reports.
   *
   * @throws IOException if a list of the data set is missing or cannot be read; the message says
   *     what to download and where it must lie
   */
  DataSetSplits scan(Path root) throws IOException;

  /**
   * Returns the splits that lie under {@code root}, checked for count. Files that are missing from
   * a set that is collected from the web are counted in a warning.
   *
   * @throws IOException if a list or a file is missing or a count is wrong; the message says what
   *     is expected and found and what to download
   */
  default DataSetSplits read(Path root) throws IOException {
    DataSetSplits splits = scan(root);
    List<String> faults = splits.faults();
    if (!faults.isEmpty()) {
      throw new IOException(
          info().name()
              + " in "
              + root.toAbsolutePath().normalize()
              + ": "
              + faults.get(0)
              + (faults.size() > 1 ? " (and " + (faults.size() - 1) + " faults more)" : "")
              + "; "
              + info().remedy());
    }
    Logger logger = LoggerFactory.getLogger(DataSetReader.class);
    splits.gaps().forEach(gap -> logger.warn("{}: {}", info().name(), gap));
    return splits;
  }
}
