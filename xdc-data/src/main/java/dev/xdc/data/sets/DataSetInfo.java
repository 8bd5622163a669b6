package dev.xdc.data.sets;

import dev.xdc.clip.Modality;
import java.util.List;
import java.util.Set;

/**
 * What is known of a data set before its files are seen.
 *
 * @param name what the command line calls it, such as {@code ucf101}
 * @param title what it is, in one line
 * @param modalities what its files are read for
 * @param sizes what the published lists hold
 * @param fromWeb whether files may be missing because each user collects them from the web
 * @param layout what to download and where each file must lie, in lines
 */
public record DataSetInfo(
    String name,
    String title,
    Set<Modality> modalities,
    SplitSizes sizes,
    boolean fromWeb,
    List<String> layout) {

  /** Makes the collections unmodifiable. */
  public DataSetInfo {
    modalities = Set.copyOf(modalities);
    layout = List.copyOf(layout);
  }

  /** Returns the layout as one line for an error. */
  String remedy() {
    return "expected layout: " + String.join(" ", layout);
  }
}
