package dev.xdc.data.sets;

import dev.xdc.clip.Modality;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * ESC-10: environmental sounds, 400 clips of 5 s in 10 classes, five folds; the small brother of
 * {@link Esc50}.
 *
 * <p>Three layouts are read, the first that is there: the ten classes of ESC-50 (column {@code
 * esc10} of {@code meta/esc50.csv}); a list {@code esc10.csv} with the columns {@code
 * path,label,name,fold}, whose labels count from 0; and the folders alone, {@code NNN -
 * NAME/FOLD-ID-TAKE.ogg}, as the repository {@code karolpiczak/ESC-10} publishes and explains them.
 */
public final class Esc10 implements DataSetReader {

  private static final String LIST = "esc10.csv";
  private static final String LIST_OF_ESC50 = "esc50.csv";
  private static final Pattern FILE = Pattern.compile("(?:.*/)?(\\d+) - ([^/]+)/(\\d)-[^/]+");

  private final DataSetInfo info;

  /** The whole data set. */
  public Esc10() {
    this(Folds.sizes(10, 5, 80));
  }

  /** A part of the data set. */
  public Esc10(SplitSizes sizes) {
    info =
        new DataSetInfo(
            "esc10",
            "ESC-10: environmental sounds, 400 clips",
            Set.of(Modality.AUDIO),
            sizes,
            false,
            List.of(
                "NNN - NAME/FOLD-ID-TAKE.ogg, as in the repository"
                    + " https://github.com/karolpiczak/ESC-10,",
                "with or without a list esc10.csv of the columns path,label,name,fold;",
                "or the layout of ESC-50, whose column esc10 is read"));
  }

  @Override
  public DataSetInfo info() {
    return info;
  }

  @Override
  public DataSetSplits scan(Path root) throws IOException {
    FoundFiles found = FoundFiles.under(root, n -> n.equals(LIST) || n.equals(LIST_OF_ESC50));
    Path esc50 = found.list(LIST_OF_ESC50);
    Path list = found.list(LIST);
    SortedMap<Integer, String> names = new TreeMap<>();
    Folds folds = new Folds(found);
    if (esc50 != null) {
      return Esc50.read(info, found, esc50, true);
    }
    if (list != null) {
      readList(list, names, folds);
    } else {
      readFolders(found, names, folds);
    }
    List<String> classes = new ArrayList<>(names.values());
    if (classes.isEmpty()) {
      throw new IOException(
          info.name() + ": neither lists nor class folders under " + root + "; " + info.remedy());
    }
    return new DataSetSplits(info, classes, folds.splits(info.name(), classes));
  }

  private static void readList(Path list, SortedMap<Integer, String> names, Folds folds)
      throws IOException {
    ListFile.readNamed(
        list,
        List.of("path", "label", "name", "fold"),
        line -> {
          String path = line.get("path");
          String name = line.get("name");
          String known = names.putIfAbsent(Esc50.number(list, line, "label"), name);
          if (known != null && !known.equals(name)) {
            throw ListFile.fault(
                list,
                line.getParser().getCurrentLineNumber(),
                "label " + line.get("label") + " was " + known + ", now " + name);
          }
          String stem = FoundFiles.stem(path.substring(path.lastIndexOf('/') + 1));
          folds.fold(Esc50.number(list, line, "fold")).add(path, name, List.of(stem));
        });
  }

  private static void readFolders(FoundFiles found, SortedMap<Integer, String> names, Folds folds) {
    for (String path : found.media()) {
      Matcher parts = FILE.matcher(path);
      if (parts.matches()) {
        String name = parts.group(2);
        names.putIfAbsent(Integer.parseInt(parts.group(1)), name);
        folds.fold(Integer.parseInt(parts.group(3))).addPath(path, name);
      }
    }
  }
}
