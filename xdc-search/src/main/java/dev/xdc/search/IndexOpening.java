package dev.xdc.search;

import static dev.xdc.search.IndexFaults.explained;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.jspecify.annotations.Nullable;

/** Opens and makes indexes. */
final class IndexOpening {

  /** What Lucene collects in memory before it writes a part of the index. */
  private static final int BUFFER_MEGABYTES = 128;

  private IndexOpening() {}

  static SearchIndex writable(Path folder, @Nullable IndexedModel model) throws IOException {
    return explained(
        folder,
        () -> {
          boolean exists = exists(folder);
          if (!exists && model == null) {
            throw IndexFaults.none(folder, null);
          }
          Directory directory = FSDirectory.open(folder);
          try {
            return writable(folder, directory, exists, model);
          } catch (IOException | RuntimeException e) {
            directory.close();
            throw e;
          }
        });
  }

  private static SearchIndex writable(
      Path folder, Directory directory, boolean exists, @Nullable IndexedModel model)
      throws IOException {
    IndexWriterConfig config = new IndexWriterConfig();
    config.setCodec(WideVectors.codec());
    config.setRAMBufferSizeMB(BUFFER_MEGABYTES);
    config.setOpenMode(
        exists ? IndexWriterConfig.OpenMode.APPEND : IndexWriterConfig.OpenMode.CREATE);
    IndexWriter writer = new IndexWriter(directory, config);
    try {
      IndexState state;
      if (exists || model == null) {
        state = IndexState.of(folder, userData(writer));
      } else {
        checkWidths(model);
        state = new IndexState(model, null, null);
        writer.setLiveCommitData(state.userData().entrySet());
        writer.commit();
      }
      if (model != null) {
        state.require(folder, model);
      }
      SearcherManager searchers = new SearcherManager(writer, new SearcherFactory());
      return new SearchIndex(folder, directory, writer, searchers, state);
    } catch (IOException | RuntimeException e) {
      writer.rollback();
      throw e;
    }
  }

  static SearchIndex forQueries(Path folder) throws IOException {
    return explained(
        folder,
        () -> {
          if (!exists(folder)) {
            throw IndexFaults.none(folder, null);
          }
          Directory directory = FSDirectory.open(folder);
          try {
            DirectoryReader reader = DirectoryReader.open(directory);
            SearcherManager searchers = new SearcherManager(reader, new SearcherFactory());
            try {
              IndexState state = IndexState.of(folder, reader.getIndexCommit().getUserData());
              return new SearchIndex(folder, directory, null, searchers, state);
            } catch (IOException | RuntimeException e) {
              searchers.close();
              throw e;
            }
          } catch (IOException | RuntimeException e) {
            directory.close();
            throw e;
          }
        });
  }

  static void waitForMerges(IndexWriter writer) throws IOException {
    writer.maybeMerge();
    if (writer.getConfig().getMergeScheduler() instanceof ConcurrentMergeScheduler merges) {
      merges.sync();
    }
  }

  private static Map<String, String> userData(IndexWriter writer) {
    Iterable<Map.Entry<String, String>> data = writer.getLiveCommitData();
    return data == null
        ? Map.of()
        : StreamSupport.stream(data.spliterator(), false)
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static void checkWidths(IndexedModel model) {
    model
        .widths()
        .forEach(
            (modality, width) -> {
              if (width > WideVectors.MOST_WIDTH) {
                throw new IllegalArgumentException(
                    "%s features of width %d cannot be indexed, at most %d: use a narrower encoder"
                        .formatted(modality, width, WideVectors.MOST_WIDTH));
              }
            });
  }

  /**
   * Returns whether a folder holds an index.
   *
   * @throws IOException if it holds parts of one, or other files
   */
  static boolean exists(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return false;
    }
    List<String> names;
    try (Stream<Path> files = Files.list(folder)) {
      names = files.map(file -> file.getFileName().toString()).sorted().toList();
    }
    if (names.stream().anyMatch(name -> name.startsWith("segments"))) {
      return true;
    }
    for (String name : names) {
      if (name.startsWith("_") || name.startsWith(KeptMap.PREFIX)) {
        throw IndexFaults.damaged(folder, "its file segments_N is missing", null);
      }
      // What a process leaves that was killed before its first commit.
      if (!name.equals(IndexWriter.WRITE_LOCK_NAME) && !name.startsWith("pending_segments")) {
        throw new IOException(
            folder
                + " is no search index and holds other files, such as "
                + name
                + ": give a folder of its own");
      }
    }
    return false;
  }
}
