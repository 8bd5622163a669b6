package dev.xdc.search;

import static dev.xdc.search.IndexFaults.explained;

import dev.xdc.clip.Modality;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.lucene.index.CheckIndex;
import org.apache.lucene.index.CheckIndex.Status;
import org.apache.lucene.index.CheckIndex.Status.SegmentInfoStatus;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.jspecify.annotations.Nullable;

/**
 * What a check of all files of an index found.
 *
 * @param entries how many entries can be read
 * @param vectors for each modality how many of them have features of it; empty if there are faults
 * @param segments parts that Lucene keeps the index in
 * @param bytes size of the folder's files
 * @param map whether there is a map between picture and sound
 * @param modelHash the model whose features are held
 * @param rule how the last entries were made; null if that is not known
 * @param faults what is wrong, a line each; empty if the index is sound
 */
public record IndexHealth(
    long entries,
    Map<Modality, Integer> vectors,
    int segments,
    long bytes,
    boolean map,
    String modelHash,
    @Nullable EntryRule rule,
    List<String> faults) {

  /** Makes lists unmodifiable. */
  public IndexHealth {
    vectors = Map.copyOf(vectors);
    faults = List.copyOf(faults);
  }

  /**
   * Reads every file of an index that nobody writes, and compares checksums and structures.
   *
   * @throws IOException if there is no index, it is being written, or its list of segments cannot
   *     be read
   */
  public static IndexHealth check(Path folder) throws IOException {
    return explained(
        folder,
        () -> {
          if (!IndexOpening.exists(folder)) {
            throw IndexFaults.none(folder, null);
          }
          return checked(folder);
        });
  }

  private static IndexHealth checked(Path folder) throws IOException {
    Status status;
    try (Directory directory = FSDirectory.open(folder);
        CheckIndex check = new CheckIndex(directory)) {
      status = check.checkIndex();
    }
    if (status.missingSegments || status.userData == null) {
      throw IndexFaults.damaged(folder, "its file segments_N cannot be read", null);
    }
    IndexState state = IndexState.of(folder, status.userData);
    List<String> faults = new ArrayList<>();
    long entries = 0;
    for (SegmentInfoStatus segment : status.segmentInfos) {
      if (segment.toLoseDocCount > 0 || segment.error != null) {
        faults.add(
            "segment %s with %d entries: %s"
                .formatted(segment.name, segment.toLoseDocCount, segment.error));
      }
    }
    Map<Modality, Integer> vectors = new EnumMap<>(Modality.class);
    if (status.clean) {
      try (SearchIndex index = SearchIndex.openForQueries(folder)) {
        entries = index.size();
        for (Modality modality : state.model().widths().keySet()) {
          vectors.put(modality, index.size(modality));
        }
      } catch (IOException e) {
        faults.add(String.valueOf(e.getMessage()));
      }
    } else {
      entries = readable(status);
    }
    return new IndexHealth(
        entries,
        vectors,
        status.numSegments,
        bytes(folder),
        state.map() != null,
        state.model().hash(),
        state.rule(),
        faults);
  }

  private static long readable(Status status) {
    return status.segmentInfos.stream()
        .filter(segment -> segment.toLoseDocCount == 0 && segment.error == null)
        .mapToLong(
            segment ->
                segment.liveDocStatus == null
                    ? segment.maxDoc
                    : segment.maxDoc - segment.liveDocStatus.numDeleted)
        .sum();
  }

  private static long bytes(Path folder) throws IOException {
    long sum = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        sum += Files.size(file);
      }
    }
    return sum;
  }

  /** Returns whether nothing is wrong. */
  public boolean isSound() {
    return faults.isEmpty();
  }
}
