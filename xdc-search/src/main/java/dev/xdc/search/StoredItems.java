package dev.xdc.search;

import dev.xdc.clip.Modality;
import dev.xdc.clip.Seeds;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldExistsQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.util.Bits;

/** Reads the entries of one state of an index. */
final class StoredItems {

  private StoredItems() {}

  /** Takes entries. */
  @FunctionalInterface
  interface Visitor {
    void visit(IndexedItem item) throws IOException;
  }

  /** Returns an entry with its features, one of those that a query finds. */
  static Optional<IndexedItem> first(IndexSearcher searcher, Query query) throws IOException {
    TopDocs found = searcher.search(query, 1);
    if (found.scoreDocs.length == 0) {
      return Optional.empty();
    }
    return Optional.of(at(searcher.getIndexReader(), found.scoreDocs[0].doc));
  }

  private static IndexedItem at(IndexReader reader, int number) throws IOException {
    for (LeafReaderContext leaf : reader.leaves()) {
      if (number < leaf.docBase + leaf.reader().maxDoc()) {
        int inLeaf = number - leaf.docBase;
        Document stored = leaf.reader().storedFields().document(inLeaf);
        return ItemDocuments.item(stored, leaf.reader(), inLeaf);
      }
    }
    throw new IllegalArgumentException("there is no document " + number);
  }

  /** Returns how many entries have features of a modality. */
  static int count(IndexSearcher searcher, Modality modality) throws IOException {
    return searcher.count(new FieldExistsQuery(ItemDocuments.vectors(modality)));
  }

  /** Returns how many entries bear a name, as their id or as their file. */
  static int named(IndexSearcher searcher, String name) throws IOException {
    return searcher.count(ItemDocuments.named(name));
  }

  /** Returns how many entries have features of picture and sound. */
  static int pairs(IndexSearcher searcher) throws IOException {
    return searcher.count(both());
  }

  private static Query both() {
    BooleanQuery.Builder both = new BooleanQuery.Builder();
    for (Modality modality : Modality.values()) {
      both.add(new FieldExistsQuery(ItemDocuments.vectors(modality)), Occur.FILTER);
    }
    return both.build();
  }

  /**
   * Draws entries with features of picture and sound. The draw depends on their ids and the seed
   * only, not on how they are stored.
   *
   * @param most how many at most
   * @return them, ordered by what they were drawn by
   */
  static List<IndexedItem> pairs(IndexSearcher searcher, int most, long seed) throws IOException {
    record Drawn(long key, String id, int number) {}
    List<Drawn> all = new ArrayList<>();
    int count = searcher.count(both());
    if (count == 0) {
      return List.of();
    }
    StoredFields stored = searcher.getIndexReader().storedFields();
    for (var hit : searcher.search(both(), count).scoreDocs) {
      String id = stored.document(hit.doc).get(ItemDocuments.ID);
      all.add(new Drawn(Seeds.mix(seed, id.hashCode()), id, hit.doc));
    }
    all.sort(Comparator.comparingLong(Drawn::key).thenComparing(Drawn::id));
    List<IndexedItem> drawn = new ArrayList<>();
    for (Drawn one : all.subList(0, Math.min(most, all.size()))) {
      drawn.add(at(searcher.getIndexReader(), one.number()));
    }
    return drawn;
  }

  /** Visits all entries. */
  static void forEach(DirectoryReader reader, Visitor visitor) throws IOException {
    for (LeafReaderContext leaf : reader.leaves()) {
      StoredFields stored = leaf.reader().storedFields();
      Bits live = leaf.reader().getLiveDocs();
      for (int i = 0; i < leaf.reader().maxDoc(); i++) {
        if (live == null || live.get(i)) {
          visitor.visit(ItemDocuments.item(stored.document(i), leaf.reader(), i));
        }
      }
    }
  }
}
