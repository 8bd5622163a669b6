package dev.xdc.data.reader;

import dev.xdc.clip.RandomSubset;
import dev.xdc.data.cache.ShardEncoding;
import dev.xdc.data.cache.ShardStore;
import dev.xdc.data.index.IndexRules;
import dev.xdc.data.index.MediaIndex;
import dev.xdc.data.index.MediaPart;
import dev.xdc.data.index.ScanProgress;
import dev.xdc.data.media.ClipDecoder;
import dev.xdc.data.media.FfmpegPrograms;
import dev.xdc.data.media.MediaInfo;
import dev.xdc.data.media.MediaProbe;
import dev.xdc.data.media.Segment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Videos that were looked at and are ready to be cut.
 *
 * @param list all of them, with ids and labels
 * @param index which of them the data set holds
 * @param source cuts those, by their positions in the index
 * @param raw whether a cut costs no more than from memory
 * @param origin how they were drawn out of the usable ones; null if all are there
 */
record OpenVideos(
    MediaList list, MediaIndex index, CutSource source, boolean raw, @Nullable String origin) {

  /**
   * Which videos of a list are used, and how they are looked at.
   *
   * @param rules of the clips that they are for
   * @param threads that look at files side by side
   * @param index that knows all files; null for the one of the list, if it has one
   * @param subset how many are drawn; null for all
   * @param ffmpeg folder of its programs; null to look for it
   * @param progress is called after every file that is probed
   */
  record Settings(
      IndexRules rules,
      int threads,
      @Nullable Path index,
      @Nullable RandomSubset subset,
      @Nullable Path ffmpeg,
      ScanProgress progress) {

    private FfmpegPrograms programs() throws IOException {
      return ffmpeg == null ? FfmpegPrograms.find() : FfmpegPrograms.find(ffmpeg);
    }
  }

  /** Opens files: probes them, or takes what an index or shards know. */
  static OpenVideos ofFiles(MediaList list, Settings settings) throws IOException {
    ShardStore shards = list.shards().orElse(null);
    if (shards != null) {
      return ofShards(list, shards, settings);
    }
    FfmpegPrograms programs = settings.programs();
    MediaIndex usable = scan(list, settings, programs);
    ClipDecoder decoder = new ClipDecoder(programs);
    return drawn(list, usable, (videos, cuts) -> decoder.decodeAll(cuts), false, settings);
  }

  private static MediaIndex scan(MediaList list, Settings settings, FfmpegPrograms programs)
      throws IOException {
    Path stated = settings.index();
    Path known = stated == null ? list.index().orElse(null) : stated;
    IndexRules rules = settings.rules();
    return known == null
        ? MediaIndex.scan(
            new MediaProbe(programs), list.parts(), rules, settings.threads(), settings.progress())
        : MediaIndex.load(known, list.parts(), rules, settings.threads());
  }

  private static OpenVideos ofShards(MediaList list, ShardStore shards, Settings settings)
      throws IOException {
    IndexRules rules = settings.rules();
    shards.format().check(rules.spec(), rules.required(), shards.folder().toString());
    MediaIndex usable = MediaIndex.of(wholes(list), shards.media(), rules);
    boolean raw = shards.format().keep() == ShardEncoding.RAW;
    ClipDecoder decoder = raw ? null : new ClipDecoder(settings.programs());
    return drawn(list, usable, (at, cuts) -> shards.readAll(at, cuts, decoder), raw, settings);
  }

  /** Opens videos that are no files. */
  static OpenVideos ofSource(ClipSource source, Settings settings) throws IOException {
    SourceCuts cuts = new SourceCuts(source);
    MediaList list = cuts.list();
    IndexRules rules = settings.rules();
    List<MediaInfo> media = cuts.media(rules.spec(), rules.required());
    return drawn(list, MediaIndex.of(wholes(list), media, rules), cuts, false, settings);
  }

  /** Draws some of the usable videos, if asked for; {@code source} counts in the whole list. */
  private static OpenVideos drawn(
      MediaList list, MediaIndex usable, CutSource source, boolean raw, Settings settings) {
    RandomSubset subset = settings.subset();
    List<Integer> all = usable.positions();
    MediaIndex index =
        subset == null ? usable : usable.only(subset.of(all.size(), i -> list.id(usable, i)));
    List<Integer> positions = index.positions();
    CutSource placed =
        (videos, cuts) -> source.readAll(videos.stream().map(positions::get).toList(), cuts);
    String origin = subset == null ? null : subset.drawnFrom(all.size());
    return new OpenVideos(list, index, placed, raw, origin);
  }

  /**
   * Returns some of these videos.
   *
   * @param chosen numbers of videos, ascending
   * @param how they were chosen
   * @throws IllegalArgumentException if there are none, one is out of range, or they do not ascend
   */
  OpenVideos only(int[] chosen, String how) {
    int[] at = chosen.clone();
    for (int i = 0; i < at.length; i++) {
      if (at[i] <= (i == 0 ? -1 : at[i - 1]) || at[i] >= index.files().size()) {
        throw new IllegalArgumentException(
            "video %d of %d is out of range or not after the one before"
                .formatted(at[i], index.files().size()));
      }
    }
    if (at.length == 0) {
      throw new IllegalArgumentException("chosen is empty, must hold at least one video");
    }
    CutSource all = source;
    CutSource placed =
        (numbers, cuts) -> all.readAll(numbers.stream().map(number -> at[number]).toList(), cuts);
    String said = origin == null ? how : origin + "; " + how;
    return new OpenVideos(list, index.only(at), placed, raw, said);
  }

  /** Returns videos that are segments already. */
  private static List<MediaPart> wholes(MediaList list) {
    return list.items().stream().map(item -> new MediaPart(item.path(), null, false)).toList();
  }

  /** Returns the id of a video of the index: that of its file, or of a segment. */
  String id(int video) {
    return list.id(index, video);
  }

  /** Returns where a video of the index is, see {@link MediaDataset#location}. */
  String location(int video) {
    MediaList.Item item = list.items().get(index.positions().get(video));
    boolean part =
        item.segment() != null
            || index.segments().get(video).isPresent()
            || list.shards().isPresent();
    String path = item.path().toAbsolutePath().toString();
    return part ? Segment.ofId(id(video)).map(s -> s.idIn(path)).orElse(path) : path;
  }

  /** Returns the number of the file of each video, from 0 in the order of the first of each. */
  int[] files() {
    Map<Path, Integer> numbers = new HashMap<>();
    return index.positions().stream()
        .map(position -> list.items().get(position).path())
        .mapToInt(path -> numbers.computeIfAbsent(path, p -> numbers.size()))
        .toArray();
  }

  /** Returns what kind of videos they are, for the log. */
  String kind() {
    return list.shards().map(shards -> " in " + shards.format().keep() + " shards").orElse("");
  }
}
