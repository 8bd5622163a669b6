package dev.xdc.search;

import static dev.xdc.search.IndexFaults.explained;

import dev.xdc.clip.Modality;
import dev.xdc.eval.CrossModalMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.Directory;
import org.jspecify.annotations.Nullable;

/**
 * An index on disk of the features of videos, by picture and sound: it grows, changes and answers
 * at the same time. Searches are approximate, by Lucene's HNSW graphs; {@link
 * dev.xdc.eval.NearestNeighbours} is exact.
 *
 * <p>One index at a time may be open for writing, in one process; any number for queries. What was
 * put or removed is seen by searches after {@link #refresh()}, and lasts from {@link #commit()} on:
 * a process that is killed, or closes the index, leaves the last commit. Errors of the files are
 * one line with the remedy.
 *
 * <p>Compared are directions (cosine). Safe for use by several threads at once.
 */
public final class SearchIndex implements AutoCloseable {

  /**
   * Neighbours that the graph is searched for, of which the first are returned: fewer find fewer of
   * the true neighbours.
   */
  private static final int EXPLORED = 50;

  /** A map and the name of its file. */
  private record NamedMap(String name, CrossModalMap map) {}

  private final Path folder;
  private final Directory directory;
  private final @Nullable IndexWriter writer;
  private final SearcherManager searchers;

  /** Puts share it; a fit of the map has it alone. */
  private final ReentrantReadWriteLock writing = new ReentrantReadWriteLock();

  private volatile IndexState state;
  private volatile @Nullable NamedMap map;

  SearchIndex(
      Path folder,
      Directory directory,
      @Nullable IndexWriter writer,
      SearcherManager searchers,
      IndexState state)
      throws IOException {
    this.folder = folder;
    this.directory = directory;
    this.writer = writer;
    this.searchers = searchers;
    this.state = state;
    map = load(state);
  }

  /**
   * Opens an index for writing and queries, for the caller to close; makes an empty one if there is
   * none.
   *
   * @param folder of its own; made if missing
   * @param model whose features it takes
   * @throws IllegalArgumentException if the index holds features of another model
   * @throws IOException if it is open for writing already, damaged, or the folder holds other files
   */
  public static SearchIndex open(Path folder, IndexedModel model) throws IOException {
    return IndexOpening.writable(folder, model);
  }

  /**
   * Opens an index that is there for writing and queries, for the caller to close.
   *
   * @throws IOException if there is none, it is open for writing already, or damaged
   */
  public static SearchIndex open(Path folder) throws IOException {
    return IndexOpening.writable(folder, null);
  }

  /**
   * Opens the last commit of an index for queries, for the caller to close. Another process may
   * write meanwhile; {@link #refresh()} takes up its later commits.
   *
   * @throws IOException if there is none, or it is damaged
   */
  public static SearchIndex openForQueries(Path folder) throws IOException {
    return IndexOpening.forQueries(folder);
  }

  /** Returns the model whose features are held. */
  public IndexedModel model() {
    return state.model();
  }

  /**
   * Checks that features of {@code given} may be used with this index.
   *
   * @throws IllegalArgumentException if it is another model; names both
   */
  public void require(IndexedModel given) {
    state.require(folder, given);
  }

  /** Returns the map between picture and sound, if one was fitted. */
  public Optional<CrossModalMap> map() {
    NamedMap now = map;
    return now == null ? Optional.empty() : Optional.of(now.map());
  }

  /** Returns how many entries searches see. */
  public int size() throws IOException {
    return searched(searcher -> searcher.getIndexReader().numDocs());
  }

  /** Returns how many of them have features of {@code modality}. */
  public int size(Modality modality) throws IOException {
    return searched(searcher -> StoredItems.count(searcher, modality));
  }

  /** Returns how many of them have features of picture and sound. */
  public int pairs() throws IOException {
    return searched(StoredItems::pairs);
  }

  /** Returns the entry of an id as searches see it. Features are exact to the last digit or so. */
  public Optional<IndexedItem> get(String id) throws IOException {
    return searched(searcher -> StoredItems.get(searcher, id));
  }

  /**
   * Puts an entry in place of what has its id, if anything has.
   *
   * @throws IllegalArgumentException if a feature is not one of the index's model
   * @throws IllegalStateException if this is open for queries only
   */
  public void put(IndexedItem item) throws IOException {
    item.vectors().forEach((modality, vector) -> model().check(item.id(), modality, vector));
    IndexWriter open = writer();
    writing.readLock().lock();
    try {
      put(open, item, map);
    } finally {
      writing.readLock().unlock();
    }
  }

  private void put(IndexWriter open, IndexedItem item, @Nullable NamedMap with) throws IOException {
    Term id = new Term(ItemDocuments.ID, item.id());
    explained(
        folder,
        () -> open.updateDocument(id, ItemDocuments.of(item, with == null ? null : with.map())));
  }

  /**
   * Removes entries.
   *
   * @param idsOrFiles ids of entries; or files, for all entries of each
   * @return for each how many entries were removed, as searches saw them
   */
  public Map<String, Integer> remove(Collection<String> idsOrFiles) throws IOException {
    IndexWriter open = writer();
    Map<String, Integer> removed = new LinkedHashMap<>();
    for (String name : idsOrFiles) {
      removed.put(name, searched(searcher -> StoredItems.named(searcher, name)));
      explained(
          folder,
          () ->
              open.deleteDocuments(
                  new Term(ItemDocuments.ID, name), new Term(ItemDocuments.FILE, name)));
    }
    return removed;
  }

  /** Lets searches see what was put and removed, or committed by others. */
  public void refresh() throws IOException {
    explained(folder, searchers::maybeRefreshBlocking);
    if (writer == null) {
      IndexState now =
          searched(
              searcher -> {
                DirectoryReader reader = (DirectoryReader) searcher.getIndexReader();
                return IndexState.of(folder, reader.getIndexCommit().getUserData());
              });
      if (!now.equals(state)) {
        map = load(now);
        state = now;
      }
    }
  }

  /** Makes what was put and removed last, whatever happens to this process, and refreshes. */
  public void commit() throws IOException {
    IndexWriter open = writer();
    explained(folder, () -> open.commit());
    refresh();
  }

  /**
   * Waits for the merges of small parts of the index into larger ones that are under way, and
   * commits them: many small commits leave many parts, which take longer to search.
   */
  public void merge() throws IOException {
    IndexWriter open = writer();
    explained(
        folder,
        () -> {
          open.maybeMerge();
          if (open.getConfig().getMergeScheduler() instanceof ConcurrentMergeScheduler merges) {
            merges.sync();
          }
        });
    commit();
  }

  /**
   * Learns the map between picture and sound anew, from entries with both, and brings the features
   * of all entries into its space. Writes every entry once more, and commits. Calls of {@link #put}
   * wait for it.
   *
   * @param most how many entries to learn from at most, drawn by {@code seed}
   * @return the map
   * @throws IllegalStateException if fewer than two entries have both
   */
  public CrossModalMap fitMap(int most, long seed) throws IOException {
    IndexWriter open = writer();
    writing.writeLock().lock();
    try {
      refresh();
      List<IndexedItem> pairs = searched(searcher -> StoredItems.pairs(searcher, most, seed));
      if (pairs.size() < 2) {
        throw new IllegalStateException(
            folder
                + " has "
                + pairs.size()
                + " entries with picture and sound, a map between both needs at least 2: add some");
      }
      NamedMap fitted =
          write(CrossModalMap.fit(rows(pairs, Modality.VIDEO), rows(pairs, Modality.AUDIO)));
      IndexSearcher searcher = searchers.acquire();
      try {
        DirectoryReader reader = (DirectoryReader) searcher.getIndexReader();
        explained(folder, () -> StoredItems.forEach(reader, item -> put(open, item, fitted)));
      } finally {
        searchers.release(searcher);
      }
      String before = state.map();
      IndexState now = state.withMap(fitted.name());
      open.setLiveCommitData(now.userData().entrySet());
      commit();
      state = now;
      map = fitted;
      MapFiles.deleteAllBut(
          folder, before == null ? Set.of(fitted.name()) : Set.of(before, fitted.name()));
      return fitted.map();
    } finally {
      writing.writeLock().unlock();
    }
  }

  private NamedMap write(CrossModalMap fitted) throws IOException {
    return new NamedMap(MapFiles.write(folder, fitted), fitted);
  }

  private static float[][] rows(List<IndexedItem> items, Modality modality) {
    return items.stream().map(item -> item.vectors().get(modality)).toArray(float[][]::new);
  }

  /**
   * Finds the entries whose features are most alike to that of a query.
   *
   * @return at most as many as asked for, most alike first, then by id
   * @throws IllegalArgumentException if the query is not a feature of the index's model
   * @throws IllegalStateException if it asks across and no map was fitted
   */
  public List<Hit> search(SearchQuery query) throws IOException {
    model().check("the query", query.by(), query.vector());
    boolean across = query.by() != query.target();
    float[] vector = query.vector();
    if (across) {
      NamedMap now = map;
      if (now == null) {
        throw new IllegalStateException(
            folder
                + " has no map between picture and sound: fit one with xdc search add --fit-map, or"
                + " SearchIndex.fitMap");
      }
      vector = now.map().apply(query.by(), new float[][] {vector})[0];
    }
    KnnFloatVectorQuery nearest =
        new KnnFloatVectorQuery(
            across ? ItemDocuments.shared(query.target()) : ItemDocuments.vectors(query.target()),
            ItemDocuments.unit(vector),
            Math.max(query.top(), EXPLORED),
            ItemDocuments.query(query.filter()));
    return searched(
        searcher -> {
          List<Hit> hits = new ArrayList<>();
          StoredFields stored = searcher.storedFields();
          for (ScoreDoc found : searcher.search(nearest, query.top()).scoreDocs) {
            // Lucene's score is (1 + cosine) / 2.
            hits.add(ItemDocuments.hit(stored.document(found.doc), 2.0 * found.score - 1));
          }
          hits.sort(Comparator.comparingDouble(Hit::similarity).reversed().thenComparing(Hit::id));
          return hits;
        });
  }

  /** Reads one state of the index. */
  private interface Reading<T> {
    T of(IndexSearcher searcher) throws IOException;
  }

  private <T> T searched(Reading<T> reading) throws IOException {
    return explained(
        folder,
        () -> {
          IndexSearcher searcher = searchers.acquire();
          try {
            return reading.of(searcher);
          } finally {
            searchers.release(searcher);
          }
        });
  }

  private @Nullable NamedMap load(IndexState of) throws IOException {
    String name = of.map();
    NamedMap now = map;
    if (name == null || (now != null && now.name().equals(name))) {
      return name == null ? null : now;
    }
    return new NamedMap(name, MapFiles.read(folder, name));
  }

  private IndexWriter writer() {
    if (writer == null) {
      throw new IllegalStateException(
          folder + " is open for queries only: open it with SearchIndex.open");
    }
    return writer;
  }

  /** Closes the index; what was not committed is lost. */
  @Override
  public void close() throws IOException {
    explained(
        folder,
        () -> {
          try (Directory files = directory;
              AutoCloseable pending = writer == null ? () -> {} : writer::rollback) {
            searchers.close();
          } catch (IOException | RuntimeException e) {
            throw e;
          } catch (Exception e) {
            throw new IOException(e);
          }
        });
  }

  @Override
  public String toString() {
    return "SearchIndex[" + folder + ", " + model() + (writer == null ? ", queries only]" : "]");
  }
}
