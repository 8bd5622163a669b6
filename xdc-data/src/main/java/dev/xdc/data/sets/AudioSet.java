package dev.xdc.data.sets;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.xdc.clip.Modality;
import dev.xdc.data.media.Segment;
import dev.xdc.internal.file.PlainFile;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * AudioSet: two million clips of 10 s from YouTube videos, each with one or more of 527 tags.
 *
 * <p>Lists, as Google publishes them: {@code balanced_train_segments.csv}, {@code
 * unbalanced_train_segments.csv} and {@code eval_segments.csv} with lines {@code ID, START, END,
 * "MID,MID"} below three lines of comment, of which the second says how many follow; {@code
 * class_labels_indices.csv} with the columns {@code index,mid,display_name} numbers and names the
 * tags. Without it, {@code ontology.json} names them, and those that occur are numbered in its
 * order. How clips are called is up to the scripts that download them, see the layout; whole videos
 * are cut. Clips that have vanished from the web are counted.
 *
 * <p>The splits are {@code balanced} and {@code unbalanced}, whichever list is there, and {@code
 * all} if both are; each is tested on the clips for evaluation.
 */
public final class AudioSet implements DataSetReader {

  private static final String CLASSES = "class_labels_indices.csv";
  private static final String ONTOLOGY = "ontology.json";
  private static final Pattern COUNT = Pattern.compile("num_segs=(\\d+)");

  private final DataSetInfo info;

  /** The whole data set. */
  public AudioSet() {
    this(new SplitSizes(527, List.of()));
  }

  /** A part of the data set, with lists of your own. */
  public AudioSet(SplitSizes sizes) {
    info =
        new DataSetInfo(
            "audioset",
            "AudioSet: clips of 10 s from the web, several tags each",
            Set.of(Modality.values()),
            sizes,
            true,
            List.of(
                "eval_segments.csv, balanced_train_segments.csv and/or"
                    + " unbalanced_train_segments.csv,",
                "class_labels_indices.csv (or ontology.json),"
                    + " all of https://research.google.com/audioset/download.html,",
                "clips as ID_START_END.mp4 or ID_START.mp4 (six digits, plain seconds or, with END,"
                    + " milliseconds), ID.mp4 or YID.wav (clips or whole videos), in any folder"));
  }

  @Override
  public DataSetInfo info() {
    return info;
  }

  @Override
  public DataSetSplits scan(Path root) throws IOException {
    FoundFiles found =
        FoundFiles.under(
            root, n -> n.endsWith("_segments.csv") || n.equals(CLASSES) || n.equals(ONTOLOGY));
    Map<String, String> tags = tags(found);
    Set<String> used = new HashSet<>();
    PartBuilder eval = read(found, found.require("eval_segments.csv", info), tags, used);
    Path balancedList = found.list("balanced_train_segments.csv");
    Path unbalancedList = found.list("unbalanced_train_segments.csv");
    if (balancedList == null && unbalancedList == null) {
      found.require("balanced_train_segments.csv", info);
    }
    PartBuilder balanced = balancedList == null ? null : read(found, balancedList, tags, used);
    PartBuilder unbalanced =
        unbalancedList == null ? null : read(found, unbalancedList, tags, used);
    boolean numbered = found.list(CLASSES) != null;
    List<String> classes =
        tags.values().stream().filter(name -> numbered || used.contains(name)).toList();

    Part test = eval.build(info.name() + " eval", classes);
    List<Split> splits = new ArrayList<>();
    List<Part> all = new ArrayList<>();
    add(splits, all, "balanced", balanced, test, classes);
    add(splits, all, "unbalanced", unbalanced, test, classes);
    if (all.size() > 1) {
      splits.add(new Split("all", Part.join(info.name() + " all", all), test));
    }
    return new DataSetSplits(info, classes, splits);
  }

  private void add(
      List<Split> splits,
      List<Part> all,
      String name,
      @Nullable PartBuilder train,
      Part test,
      List<String> classes) {
    if (train != null) {
      Part part = train.build(info.name() + " " + name, classes);
      splits.add(new Split(name, part, test));
      all.add(part);
    }
  }

  /** Returns the name of each tag by its machine id, in order of their numbers. */
  private Map<String, String> tags(FoundFiles found) throws IOException {
    Map<String, String> tags = new LinkedHashMap<>();
    Path ontology = found.list(ONTOLOGY);
    if (found.list(CLASSES) == null && ontology != null) {
      readOntology(ontology, tags);
      return tags;
    }
    Path list = found.require(CLASSES, info);
    ListFile.readNamed(
        list,
        List.of("index", "mid", "display_name"),
        line -> {
          if (Esc50.number(list, line, "index") != tags.size()) {
            throw ListFile.fault(
                list,
                line.getParser().getCurrentLineNumber(),
                "index is " + line.get("index") + ", must be " + tags.size());
          }
          tags.put(line.get("mid"), line.get("display_name"));
        });
    return tags;
  }

  private static void readOntology(Path file, Map<String, String> tags) throws IOException {
    try (Reader reader = Files.newBufferedReader(PlainFile.require(file))) {
      for (JsonElement element : JsonParser.parseReader(reader).getAsJsonArray()) {
        JsonObject tag = element.getAsJsonObject();
        tags.put(tag.get("id").getAsString(), tag.get("name").getAsString());
      }
    } catch (RuntimeException e) { // of Gson, in many forms
      throw new IOException(file + " is not AudioSet's ontology; download it again", e);
    }
  }

  private static PartBuilder read(
      FoundFiles found, Path list, Map<String, String> tags, Set<String> used) throws IOException {
    PartBuilder part = new PartBuilder(found);
    long[] counts = {0, -1};
    ListFile.readPlain(
        list,
        4,
        line -> {
          if (counts[0]++ == 0) {
            counts[1] = announced(line);
          }
          String id = line.get(0);
          Segment clip = ListFile.segment(list, line, line.get(1), line.get(2));
          List<String> names = names(list, line, tags);
          used.addAll(names);
          part.addWebClip(WebClips.stems(id, clip).get(0), null, names, id, clip);
        });
    if (counts[1] >= 0 && counts[0] != counts[1]) {
      throw new IOException(
          list
              + " says that it lists "
              + counts[1]
              + " clips but lists "
              + counts[0]
              + "; download it again");
    }
    return part;
  }

  private static long announced(CSVRecord first) {
    Matcher count = COUNT.matcher(first.getComment() == null ? "" : first.getComment());
    return count.find() ? Long.parseLong(count.group(1)) : -1;
  }

  private static List<String> names(Path list, CSVRecord line, Map<String, String> tags)
      throws IOException {
    List<String> names = new ArrayList<>();
    for (String mid : line.get(3).split(",")) {
      String name = tags.get(mid);
      if (name == null) {
        throw ListFile.fault(
            list, line.getParser().getCurrentLineNumber(), "unknown tag \"" + mid + "\"");
      }
      names.add(name);
    }
    return names;
  }
}
