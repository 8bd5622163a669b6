package dev.xdc.search;

import dev.xdc.clip.Modality;
import dev.xdc.data.index.SegmentRule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a commit of an index says of the whole of it, in Lucene's user data.
 *
 * @param model whose features it holds
 * @param map the name of the file with the map between picture and sound; null if there is none
 * @param rule how entries were made last; null if that is not known
 */
record IndexState(IndexedModel model, @Nullable String map, @Nullable EntryRule rule) {
  private static final String FORMAT_KEY = "xdc.format";
  private static final String MODEL = "xdc.model";
  private static final String WIDTH = "xdc.width.";
  private static final String MAP = "xdc.map";
  private static final String CLIPS = "xdc.clips";
  private static final String SEGMENT = "xdc.segment";
  private static final String STRIDE = "xdc.stride";

  /** Rises when older versions could not read an index. */
  private static final String FORMAT = "1";

  IndexState withMap(String file) {
    return new IndexState(model, file, rule);
  }

  IndexState withRule(EntryRule given) {
    return new IndexState(model, map, given);
  }

  Map<String, String> userData() {
    Map<String, String> data = new LinkedHashMap<>();
    data.put(FORMAT_KEY, FORMAT);
    data.put(MODEL, model.hash());
    model.widths().forEach((modality, width) -> data.put(WIDTH + modality, width.toString()));
    if (map != null) {
      data.put(MAP, map);
    }
    if (rule != null) {
      data.put(CLIPS, String.valueOf(rule.clips()));
      if (rule.segments() != null) {
        data.put(SEGMENT, String.valueOf(rule.segments().seconds()));
        data.put(STRIDE, String.valueOf(rule.segments().strideSeconds()));
      }
    }
    return data;
  }

  /**
   * Reads what {@link #userData} wrote.
   *
   * @throws IOException if it is of something else, or of a newer version
   */
  static IndexState of(Path folder, Map<String, String> data) throws IOException {
    String format = data.get(FORMAT_KEY);
    String hash = data.get(MODEL);
    if (format == null || hash == null) {
      throw new IOException(folder + " is a Lucene index of something else: choose another folder");
    }
    if (!format.equals(FORMAT)) {
      throw new IOException(
          folder
              + " has format "
              + format
              + ", this version reads "
              + FORMAT
              + ": use a newer one");
    }
    Map<Modality, Integer> widths = new EnumMap<>(Modality.class);
    try {
      for (Modality modality : Modality.values()) {
        String width = data.get(WIDTH + modality);
        if (width != null) {
          widths.put(modality, Integer.parseInt(width));
        }
      }
      return new IndexState(new IndexedModel(hash, widths), data.get(MAP), rule(data));
    } catch (IllegalArgumentException e) {
      throw IndexFaults.damaged(folder, String.valueOf(e.getMessage()), e);
    }
  }

  private static @Nullable EntryRule rule(Map<String, String> data) {
    String clips = data.get(CLIPS);
    String segment = data.get(SEGMENT);
    String stride = data.get(STRIDE);
    if (clips == null) {
      return null; // entries that were put one by one, or by an older version
    }
    return new EntryRule(
        Integer.parseInt(clips),
        segment == null || stride == null
            ? null
            : new SegmentRule(Double.parseDouble(segment), Double.parseDouble(stride)));
  }

  /**
   * Checks that features of {@code given} may be used with this index.
   *
   * @throws IllegalArgumentException if it is another model
   */
  void require(Path folder, IndexedModel given) {
    if (!given.hash().equals(model.hash())) {
      throw new IllegalArgumentException(
          "%s holds features of model %s, given is model %s: use that model, or another index"
              .formatted(folder, model.shortHash(), given.shortHash()));
    }
  }
}
