package dev.xdc.data.sets;

import dev.xdc.clip.Modality;
import dev.xdc.data.media.Segment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Kinetics-400, -600 and -700: actions in clips of 10 s, cut from YouTube videos.
 *
 * <p>Lists, as DeepMind publishes them: {@code train.csv}, {@code val.csv} (or {@code
 * validate.csv}) and {@code test.csv} with the columns {@code label,youtube_id,time_start,time_end}
 * and more; the first test lists had no labels and are passed over. Clips, as the ActivityNet
 * crawler names them: {@code ID_START_END.mp4} with six digits each, in folders of their class or
 * in any other. Clips must be cut: time stamps are not sought in longer files. Videos vanish from
 * the web, so that hardly a copy is whole, and the lists of one edition differ in length: the
 * classes are checked, missing clips are counted. Classes are numbered by name.
 */
public final class Kinetics implements DataSetReader {

  private static final Pattern LIST =
      Pattern.compile("(?:kinetics[-_]?\\d*[-_](?:2020[-_])?)?(train|val|validate|test)\\.csv");

  private static final List<String> COLUMNS =
      List.of("label", "youtube_id", "time_start", "time_end");

  private final DataSetInfo info;

  /**
   * One edition.
   *
   * @param classes 400, 600 or 700
   */
  public Kinetics(int classes) {
    this(classes, new SplitSizes(classes, List.of()));
  }

  /** A part of an edition, with lists of your own. */
  public Kinetics(int edition, SplitSizes sizes) {
    if (edition != 400 && edition != 600 && edition != 700) {
      throw new IllegalArgumentException("edition is " + edition + ", must be 400, 600 or 700");
    }
    info =
        new DataSetInfo(
            "kinetics" + edition,
            "Kinetics-" + edition + ": actions, clips of 10 s from the web",
            Set.of(Modality.values()),
            sizes,
            true,
            List.of(
                "train.csv, val.csv and, if you want it, test.csv,",
                "clips as ID_START_END.mp4 with six digits each, or whole videos as ID.mp4, in any folder,",
                "both of https://github.com/cvdfoundation/kinetics-dataset"));
  }

  @Override
  public DataSetInfo info() {
    return info;
  }

  @Override
  public DataSetSplits scan(Path root) throws IOException {
    FoundFiles found = FoundFiles.under(root, n -> LIST.matcher(n).matches());
    Set<String> classes = new TreeSet<>();
    PartBuilder train = read(found, list(found, "train"), classes);
    Path valList = list(found, "val");
    PartBuilder val = read(found, valList == null ? list(found, "validate") : valList, classes);
    if (train == null || val == null) {
      found.require(train == null ? "train.csv" : "val.csv", info);
      throw new IOException(info.name() + ": a list has no column label; " + info.remedy());
    }
    PartBuilder test = read(found, list(found, "test"), classes);
    List<String> names = List.copyOf(classes);
    Part learn = train.build(info.name() + " train", names);
    List<Split> splits = new ArrayList<>();
    splits.add(new Split("val", learn, val.build(info.name() + " val", names)));
    if (test != null) {
      splits.add(new Split("test", learn, test.build(info.name() + " test", names)));
    }
    return new DataSetSplits(info, names, splits);
  }

  private static @Nullable Path list(FoundFiles found, String part) {
    return found.listNames().stream()
        .filter(name -> name.equals(part + ".csv") || name.matches(".*[-_]" + part + "\\.csv"))
        .min(String::compareTo)
        .map(found::list)
        .orElse(null);
  }

  /** Returns the clips of a list, or null if there is none or it has no labels. */
  private static @Nullable PartBuilder read(
      FoundFiles found, @Nullable Path list, Set<String> classes) throws IOException {
    if (list == null || !ListFile.header(list).contains("label")) {
      return null;
    }
    PartBuilder part = new PartBuilder(found);
    ListFile.readNamed(
        list,
        COLUMNS,
        line -> {
          String label = line.get("label");
          String id = line.get("youtube_id");
          Segment clip = ListFile.segment(list, line, line.get("time_start"), line.get("time_end"));
          classes.add(label);
          String name = label + "/" + WebClips.stems(id, clip).get(0);
          part.addWebClip(name, label, List.of(), id, clip);
        });
    return part;
  }
}
