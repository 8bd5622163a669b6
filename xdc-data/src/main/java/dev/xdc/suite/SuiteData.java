package dev.xdc.suite;

import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.ClipSubset;
import dev.xdc.clip.Modality;
import dev.xdc.data.reader.MediaDataset;
import dev.xdc.data.reader.MediaList;
import dev.xdc.data.sets.DataSetSplits;
import dev.xdc.data.sets.DataSets;
import dev.xdc.data.sets.Split;
import dev.xdc.suite.run.SetCoverage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The files of a suite, opened once, and its official splits as parts of them: what one split has
 * decoded, the next finds in memory.
 */
public final class SuiteData implements AutoCloseable {

  /** UCF101 names the video that a clip was cut from: v_CLASS_gGROUP_cCLIP. */
  private static final Pattern UCF_GROUP = Pattern.compile("v_(\\w+_g\\d+)_c\\d+");

  private final MediaDataset files;
  private final List<Part> parts;
  private final List<SetCoverage> coverage;

  private SuiteData(MediaDataset files, List<Part> parts, List<SetCoverage> coverage) {
    this.files = files;
    this.parts = parts;
    this.coverage = coverage;
  }

  /**
   * One split.
   *
   * @param groups the group of each training video, never to be divided by cross-validation
   */
  public record Part(String name, ClipSubset train, ClipSubset test, int[] groups) {}

  /** Opens the files of a list, such as {@code MediaDataset.builder()} does. */
  @FunctionalInterface
  public interface Opener {
    /** Returns the files for clips of {@code spec}, to be closed by the caller. */
    MediaDataset open(MediaList files, ClipSpec spec, Set<Modality> modalities) throws IOException;
  }

  /** A split before its files are opened. */
  private record Lists(String name, MediaList train, MediaList test, boolean published) {}

  /**
   * Reads the splits of a suite and opens the files.
   *
   * @param wanted names of splits; empty for those of published results
   * @param data opens the files of all splits at once
   * @throws IOException if the data set is not complete; says what is missing
   * @throws IllegalArgumentException if there is no such suite or split
   */
  public static SuiteData open(
      String suite,
      Path root,
      List<String> wanted,
      ClipSpec spec,
      Set<Modality> modalities,
      Opener data)
      throws IOException {
    List<Lists> all = lists(suite, root);
    List<Lists> chosen =
        all.stream()
            .filter(l -> wanted.isEmpty() ? l.published() : wanted.contains(l.name()))
            .toList();
    if (chosen.size() < Math.max(1, wanted.size())) {
      throw new IllegalArgumentException(
          "splits is "
              + String.join(",", wanted)
              + ", must be some of "
              + all.stream().map(Lists::name).collect(Collectors.joining(",")));
    }
    Map<String, MediaList.Item> items = new LinkedHashMap<>();
    for (Lists lists : chosen) {
      lists.train().items().forEach(item -> items.put(item.id(), item));
      lists.test().items().forEach(item -> items.put(item.id(), item));
    }
    MediaList union =
        MediaList.of(suite, List.copyOf(items.values()), chosen.get(0).train().classes());
    MediaDataset files = data.open(union, spec, modalities);
    Map<String, Integer> positions = new HashMap<>();
    for (int i = 0; i < files.size(); i++) {
      positions.put(files.id(i), i);
    }
    try {
      ToIntFunction<String> groupOf = groups(all);
      List<Part> parts = new ArrayList<>();
      List<SetCoverage> coverage = new ArrayList<>();
      BitSet shorter = files.shortVideos();
      for (Lists lists : chosen) {
        int[] train = positions(lists.train(), positions);
        int[] test = positions(lists.test(), positions);
        String of = chosen.size() == 1 ? "" : " of " + lists.name();
        coverage.add(coverage("test videos" + of, lists.test(), test, shorter));
        coverage.add(coverage("training videos" + of, lists.train(), train, shorter));
        int[] groups = new int[train.length];
        for (int i = 0; i < groups.length; i++) {
          groups[i] = groupOf.applyAsInt(files.id(train[i]));
        }
        parts.add(
            new Part(
                lists.name(), new ClipSubset(files, train), new ClipSubset(files, test), groups));
      }
      return new SuiteData(files, parts, coverage);
    } catch (RuntimeException e) {
      files.close();
      throw e;
    }
  }

  private static List<Lists> lists(String suite, Path root) throws IOException {
    List<Lists> lists = new ArrayList<>();
    DataSetSplits sets = DataSets.of(suite).read(root);
    for (Split split : sets.splits()) {
      lists.add(
          new Lists(
              split.name(),
              split.train().files(),
              split.test().files(),
              sets.published().contains(split)));
    }
    return lists;
  }

  /**
   * Returns what belongs together: the clips of one video in UCF101, an official fold where there
   * are folds, and otherwise each file by itself.
   */
  private static ToIntFunction<String> groups(List<Lists> all) {
    Map<String, Integer> numbers = new HashMap<>();
    Map<String, String> foldOf = new HashMap<>();
    for (Lists lists : all) {
      if (lists.name().startsWith("fold")) {
        lists.test().items().forEach(item -> foldOf.put(item.id(), lists.name()));
      }
    }
    return id -> {
      Matcher ucf = UCF_GROUP.matcher(id);
      String group =
          ucf.find() ? ucf.group(1) : Objects.requireNonNull(foldOf.getOrDefault(id, id));
      return numbers.computeIfAbsent(group, g -> numbers.size());
    };
  }

  private static SetCoverage coverage(String name, MediaList list, int[] used, BitSet shorter) {
    int listed = list.items().size();
    int few = (int) IntStream.of(used).filter(shorter::get).count();
    return new SetCoverage(name, listed, listed - used.length, few);
  }

  private static int[] positions(MediaList list, Map<String, Integer> positions) {
    return list.items().stream()
        .map(item -> positions.get(item.id()))
        .filter(Objects::nonNull)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** Returns the splits. */
  public List<Part> parts() {
    return parts;
  }

  /** Returns how much of each split's test and training set is there. */
  public List<SetCoverage> coverage() {
    return coverage;
  }

  /** Returns what decoded videos take once all are kept in memory; 0 if they are not. */
  long cacheBytes() {
    return files.cacheBytes();
  }

  @Override
  public void close() {
    files.close();
  }
}
