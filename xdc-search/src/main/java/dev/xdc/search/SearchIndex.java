package dev.xdc.search;

import static dev.xdc.search.IndexFaults.explained;

import dev.xdc.clip.Modality;
import dev.xdc.eval.CrossModalMap;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.Directory;
import org.apache.lucene.util.IOUtils;
import org.jspecify.annotations.Nullable;

/**
 * An index on disk of the features of videos, by picture and sound: it grows, changes and answers
 * at the same time. Searches are approximate, by Lucene's HNSW graphs; {@link
 * dev.xdc.eval.NearestNeighbours} is exact.
 *
 * <p>An index is open for writing in one process at a time, and for queries in any number. What was
 * put or removed is seen by searches after {@link #refresh()}, and lasts from {@link #commit()} on:
 * a process that is killed, or closes the index, leaves the last commit. Errors of the files are
 * one line with the remedy.
 *
 * <p>Compared are directions (cosine). Safe for use by several threads at once.
 */
public final class SearchIndex implements AutoCloseable {
  private final Path folder;
  private final Directory directory;
  private final @Nullable IndexWriter writer;
  private final Searchers searchers;

  /** Puts share it; a fit of the map has it alone. */
  private final ReentrantReadWriteLock writing = new ReentrantReadWriteLock();

  private volatile IndexState state;
  private volatile @Nullable KeptMap map;

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
    this.searchers = new Searchers(folder, searchers);
    this.state = state;
    map = KeptMap.read(folder, state.map(), null);
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

  /** Returns how {@link VideoIndexing} made the entries, if it did. */
  public Optional<EntryRule> rule() {
    return Optional.ofNullable(state.rule());
  }

  /** Notes how entries are made, in the next commit; refuses another number of clips. */
  void note(EntryRule rule) {
    rule().ifPresent(noted -> noted.require(folder, rule.clips()));
    state = state.withRule(rule);
    writer().setLiveCommitData(state.userData().entrySet());
  }

  /** Returns the map between picture and sound, if one was fitted. */
  public Optional<CrossModalMap> map() {
    KeptMap now = map;
    return now == null ? Optional.empty() : Optional.of(now.map());
  }

  /** Returns how many entries searches see. */
  public int size() throws IOException {
    return searchers.read(searcher -> searcher.getIndexReader().numDocs());
  }

  /** Returns how many of them have features of {@code modality}. */
  public int size(Modality modality) throws IOException {
    return searchers.read(searcher -> StoredItems.count(searcher, modality));
  }

  /** Returns how many of them have features of picture and sound. */
  public int pairs() throws IOException {
    return searchers.read(StoredItems::pairs);
  }

  /** Returns the entry of an id as searches see it. Features are exact to the last digit or so. */
  public Optional<IndexedItem> get(String id) throws IOException {
    return first(ItemDocuments.withId(id));
  }

  /** Returns an entry that a query finds, if there is one. */
  Optional<IndexedItem> first(Query query) throws IOException {
    return searchers.read(searcher -> StoredItems.first(searcher, query));
  }

  /**
   * Puts an entry in place of what has its id, if anything has.
   *
   * @throws IllegalArgumentException if a feature is not one of the index's model
   * @throws IllegalStateException if this is open for queries only
   */
  public void put(IndexedItem item) throws IOException {
    item.vectors().forEach((modality, vector) -> model().check(item.id(), modality, vector));
    sharing(() -> ItemDocuments.put(writer(), item, map));
  }

  /** Writes, unless a map is being fitted: then waits for it. */
  private void sharing(IndexFaults.Task task) throws IOException {
    writing.readLock().lock();
    try {
      explained(folder, task);
    } finally {
      writing.readLock().unlock();
    }
  }

  /**
   * Removes entries.
   *
   * @param idsOrFiles ids of entries; or files, for all entries of each
   * @return for each how many entries were removed, as searches saw them
   */
  public Map<String, Integer> remove(Collection<String> idsOrFiles) throws IOException {
    Map<String, Integer> removed = new LinkedHashMap<>();
    for (String name : idsOrFiles) {
      removed.put(name, searchers.read(searcher -> StoredItems.named(searcher, name)));
      sharing(() -> writer().deleteDocuments(ItemDocuments.named(name)));
    }
    return removed;
  }

  /** Removes the entries of a file that have another stamp. */
  void removeOlder(String file, String stamp) throws IOException {
    sharing(() -> writer().deleteDocuments(ItemDocuments.older(file, stamp)));
  }

  /** Lets searches see what was put and removed, or committed by others. */
  public void refresh() throws IOException {
    searchers.refresh();
    if (writer == null) {
      IndexState now = searchers.state();
      map = KeptMap.read(folder, now.map(), map);
      state = now;
    }
  }

  /** Makes what was put and removed last, whatever happens to this process, and refreshes. */
  public void commit() throws IOException {
    sharing(() -> writer().commit());
    refresh();
  }

  /**
   * Waits for the merges of small parts of the index into larger ones that are under way, and
   * commits them: many small commits leave many parts, which take longer to search.
   */
  public void merge() throws IOException {
    explained(folder, () -> IndexOpening.waitForMerges(writer()));
    commit();
  }

  /**
   * Learns the map between picture and sound anew, from entries with both, and brings the features
   * of all entries into its space. Writes every entry once more, and commits. Other writing waits
   * for it, and searches across may find fewer entries meanwhile. If it fails, this index is closed
   * without what was not committed.
   *
   * @param most how many entries to learn from at most, drawn by {@code seed}
   * @throws IllegalStateException if fewer than two entries have both
   */
  public CrossModalMap fitMap(int most, long seed) throws IOException {
    IndexWriter open = writer();
    writing.writeLock().lock();
    try {
      refresh();
      KeptMap fitted = KeptMap.fit(folder, searchers.read(s -> StoredItems.pairs(s, most, seed)));
      String before = state.map();
      bringInto(fitted, open);
      fitted.deleteOthers(folder, before);
      return fitted.map();
    } finally {
      writing.writeLock().unlock();
    }
  }

  private void bringInto(KeptMap fitted, IndexWriter open) throws IOException {
    try {
      searchers.read(
          all -> {
            StoredItems.forEach(
                Searchers.reader(all), item -> ItemDocuments.put(open, item, fitted));
            return all;
          });
      IndexState now = state.withMap(fitted.name());
      open.setLiveCommitData(now.userData().entrySet());
      explained(folder, () -> open.commit());
      state = now;
      map = fitted;
    } catch (IOException | RuntimeException e) {
      open.rollback(); // closes the writer: no commit may hold half of it
      throw e;
    }
    refresh();
  }

  /**
   * Finds the entries most alike to a query: as many as it asks for, most alike first, then by id.
   *
   * @throws IllegalArgumentException if the query is not a feature of the index's model
   * @throws IllegalStateException if it asks across and no map was fitted
   */
  public List<Hit> search(SearchQuery query) throws IOException {
    model().check("the query", query.by(), query.vector());
    if (query.by() == query.target()) {
      return searchers.hits(ItemDocuments.vectors(query.target()), query.vector(), query);
    }
    KeptMap now = map;
    if (now == null) {
      throw new IllegalStateException(
          folder + " has no map between picture and sound: fit one (xdc search add)");
    }
    float[] shared = now.apply(query.by(), query.vector());
    return searchers.hits(now.field(query.target()), shared, query);
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
    @Nullable Closeable pending = writer == null ? null : writer::rollback;
    explained(folder, () -> IOUtils.close(searchers, pending, directory));
  }

  @Override
  public String toString() {
    return "SearchIndex[" + folder + ", " + model() + (writer == null ? ", queries only]" : "]");
  }
}
