package dev.xdc.page;

import dev.xdc.data.media.BrowserClips;
import dev.xdc.data.media.MediaInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Where a page finds the media files: links relative to its folder, percent-encoded.
 *
 * @param base what all links begin with
 * @param links the rest of each file's link
 * @param file the number of the link of each video
 * @param kinds what there is of media, such as {@code mp4 h264 aac}
 * @param kind the number of each video's kind
 * @param playable of each kind, whether browsers play it
 */
record MediaLinks(
    String base,
    List<String> links,
    int[] file,
    List<String> kinds,
    int[] kind,
    List<Boolean> playable) {

  /** Returns the links from a page in {@code folder}. */
  static MediaLinks of(List<MediaInfo> media, Path folder) {
    String from = folder.toUri().getRawPath();
    Map<Path, Integer> files = new LinkedHashMap<>();
    Map<String, Integer> kinds = new LinkedHashMap<>();
    List<Boolean> playable = new ArrayList<>();
    List<String> links = new ArrayList<>();
    int[] file = new int[media.size()];
    int[] kind = new int[media.size()];
    for (int i = 0; i < file.length; i++) {
      MediaInfo one = media.get(i);
      file[i] = files.computeIfAbsent(one.path(), path -> files.size());
      if (file[i] == links.size()) {
        links.add(relative(from, one.path().toUri().getRawPath()));
      }
      kind[i] = kinds.computeIfAbsent(kind(one), name -> kinds.size());
      if (kind[i] == playable.size()) {
        playable.add(BrowserClips.isPlayable(one));
      }
    }
    String base = common(links);
    links.replaceAll(link -> link.substring(base.length()));
    return new MediaLinks(base, links, file, List.copyOf(kinds.keySet()), kind, playable);
  }

  private static String kind(MediaInfo media) {
    String name = String.valueOf(media.path().getFileName());
    int dot = name.lastIndexOf('.');
    String container = media.range() != null ? "part" : dot < 0 ? "" : name.substring(dot + 1);
    return Stream.of(
            container.toLowerCase(Locale.ROOT),
            media.video() == null ? null : media.video().codec(),
            media.audio() == null ? null : media.audio().codec())
        .filter(Objects::nonNull)
        .reduce("", (all, next) -> all + " " + next)
        .strip();
  }

  /**
   * Returns the way from a folder to a file.
   *
   * @param folder its raw path, which begins and may end with a slash
   */
  static String relative(String folder, String file) {
    String[] from = folder.split("/");
    String[] to = file.split("/");
    int shared = 0;
    while (shared < Math.min(from.length, to.length - 1) && from[shared].equals(to[shared])) {
      shared++;
    }
    StringBuilder way = new StringBuilder("../".repeat(from.length - shared));
    for (int i = shared; i < to.length; i++) {
      way.append(i == shared ? "" : "/").append(to[i]);
    }
    // The first part must not look like a scheme.
    return way.indexOf("../") == 0 ? way.toString() : "./" + way;
  }

  /**
   * Returns the same links, empty where a link ends with the video's id: most do, which halves the
   * text of a large page.
   */
  MediaLinks without(List<String> ids) {
    List<String> other = new ArrayList<>(links);
    int[] uses = new int[links.size()];
    for (int one : file) {
      uses[one]++;
    }
    for (int i = 0; i < file.length; i++) {
      if (uses[file[i]] == 1 && links.get(file[i]).equals(ids.get(i))) {
        other.set(file[i], "");
      }
    }
    return new MediaLinks(base, other, file, kinds, kind, playable);
  }

  /** Returns the folders that all links begin with. */
  private static String common(List<String> links) {
    if (links.isEmpty()) {
      return "";
    }
    String base = links.get(0);
    for (String link : links) {
      int same = 0;
      while (same < Math.min(base.length(), link.length())
          && base.charAt(same) == link.charAt(same)) {
        same++;
      }
      base = base.substring(0, same);
    }
    return base.substring(0, base.lastIndexOf('/') + 1);
  }
}
