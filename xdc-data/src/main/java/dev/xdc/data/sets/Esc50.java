package dev.xdc.data.sets;

import dev.xdc.clip.Modality;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.csv.CSVRecord;

/**
 * ESC-50: environmental sounds, 2,000 clips of 5 s in 50 classes, five folds.
 *
 * <p>Layout, as published in the repository {@code karolpiczak/ESC-50}: {@code meta/esc50.csv} with
 * the columns {@code filename,fold,target,category,esc10,src_file,take}, sounds in {@code audio/}.
 * Classes are numbered as in the column {@code target}.
 */
public final class Esc50 implements DataSetReader {

  private static final String LIST = "esc50.csv";

  private final DataSetInfo info;

  /** The whole data set. */
  public Esc50() {
    this(Folds.sizes(50, 5, 400));
  }

  /** A part of the data set, with a list of your own. */
  public Esc50(SplitSizes sizes) {
    info =
        new DataSetInfo(
            "esc50",
            "ESC-50: environmental sounds, 2,000 clips",
            Set.of(Modality.AUDIO),
            sizes,
            false,
            List.of(
                "meta/esc50.csv and audio/F-ID-T-C.wav,",
                "as in the repository https://github.com/karolpiczak/ESC-50"));
  }

  @Override
  public DataSetInfo info() {
    return info;
  }

  @Override
  public DataSetSplits scan(Path root) throws IOException {
    FoundFiles found = FoundFiles.under(root, LIST::equals);
    return read(info, found, found.require(LIST, info), false);
  }

  /** Reads the list of ESC-50; of its classes all, or those of ESC-10. */
  static DataSetSplits read(DataSetInfo info, FoundFiles found, Path list, boolean esc10)
      throws IOException {
    SortedMap<Integer, String> targets = new TreeMap<>();
    Map<String, Integer> numbers = new HashMap<>();
    Folds folds = new Folds(found);
    ListFile.readNamed(
        list,
        List.of("filename", "fold", "target", "category", "esc10"),
        line -> {
          if (!esc10 || Boolean.parseBoolean(line.get("esc10"))) {
            String category = line.get("category");
            int target = number(list, line, "target");
            String known = targets.putIfAbsent(target, category);
            Integer before = numbers.putIfAbsent(category, target);
            if ((known != null && !known.equals(category))
                || (before != null && before != target)) {
              throw ListFile.fault(
                  list,
                  line.getParser().getCurrentLineNumber(),
                  "target " + target + " and category " + category + " contradict earlier lines");
            }
            String file = line.get("filename");
            folds
                .fold(number(list, line, "fold"))
                .add(file, category, List.of(FoundFiles.stem(file)));
          }
        });
    List<String> classes = List.copyOf(targets.values());
    return new DataSetSplits(info, classes, folds.splits(info.name(), classes));
  }

  static int number(Path list, CSVRecord line, String column) throws IOException {
    String text = line.get(column);
    if (!text.matches("\\d{1,9}")) {
      throw ListFile.fault(
          list, line.getParser().getCurrentLineNumber(), column + " is \"" + text + "\"");
    }
    return Integer.parseInt(text);
  }
}
