package dev.xdc.search;

import static dev.xdc.search.IndexFaults.explained;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.SearcherManager;

/** Reads the state of an index that was taken up last. */
record Searchers(Path folder, SearcherManager manager) implements Closeable {
  /** Of a cosine in FLOAT32. */
  private static final double ROUNDING = 1e-3;

  /**
   * Neighbours that the graph is searched for, of which the first are returned: fewer find fewer of
   * the true neighbours.
   */
  private static final int EXPLORED = 100;

  /**
   * Reads one state.
   *
   * @param <T> what is read
   */
  @FunctionalInterface
  interface Reading<T> {
    T of(IndexSearcher searcher) throws IOException;
  }

  <T> T read(Reading<T> reading) throws IOException {
    return explained(
        folder,
        () -> {
          IndexSearcher searcher = manager.acquire();
          try {
            return reading.of(searcher);
          } finally {
            manager.release(searcher);
          }
        });
  }

  void refresh() throws IOException {
    explained(folder, manager::maybeRefreshBlocking);
  }

  /** Returns what the commit says of the whole index. */
  IndexState state() throws IOException {
    return read(searcher -> IndexState.of(folder, reader(searcher).getIndexCommit().getUserData()));
  }

  static DirectoryReader reader(IndexSearcher searcher) {
    return (DirectoryReader) searcher.getIndexReader();
  }

  /**
   * Finds the vectors of a field in the directions nearest to one.
   *
   * @param query tells how many, and of which entries
   */
  List<Hit> hits(String field, float[] vector, SearchQuery query) throws IOException {
    KnnFloatVectorQuery nearest =
        new KnnFloatVectorQuery(
            field,
            ItemDocuments.unit(vector),
            Math.max(query.top(), EXPLORED),
            ItemDocuments.query(query.filter()));
    return read(
        searcher -> {
          List<Hit> hits = new ArrayList<>();
          StoredFields stored = searcher.storedFields();
          for (ScoreDoc found : searcher.search(nearest, query.top()).scoreDocs) {
            // Lucene's score is (1 + cosine) / 2.
            double cosine = 2.0 * found.score - 1;
            if (!(Math.abs(cosine) <= 1 + ROUNDING)) {
              throw IndexFaults.damaged(folder, "it holds a cosine of " + cosine, null);
            }
            hits.add(ItemDocuments.hit(stored.document(found.doc), cosine));
          }
          hits.sort(Comparator.comparingDouble(Hit::similarity).reversed().thenComparing(Hit::id));
          return hits;
        });
  }

  @Override
  public void close() throws IOException {
    manager.close();
  }
}
