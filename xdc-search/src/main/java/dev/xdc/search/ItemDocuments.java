package dev.xdc.search;

import dev.xdc.clip.Modality;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.DoublePoint;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.jspecify.annotations.Nullable;

/**
 * Entries as Lucene's documents. Vectors are stored at unit length, for which the dot product is
 * the cosine, and their length beside them.
 */
final class ItemDocuments {
  static final String ID = "id";
  static final String FILE = "file";
  private static final String START = "start";
  private static final String END = "end";
  private static final String LABEL = "label";
  private static final String STAMP = "stamp";
  private static final String NORM = ".norm";

  private ItemDocuments() {}

  /** Returns the field of the features of a modality. */
  static String vectors(Modality modality) {
    return modality.toString();
  }

  /** Puts an entry in place of what has its id. */
  static void put(IndexWriter writer, IndexedItem item, @Nullable KeptMap map) throws IOException {
    writer.updateDocument(new Term(ID, item.id()), of(item, map));
  }

  private static Document of(IndexedItem item, @Nullable KeptMap map) {
    Document document = new Document();
    document.add(new StringField(ID, item.id(), Field.Store.YES));
    document.add(new StringField(FILE, item.file(), Field.Store.YES));
    document.add(new DoublePoint(START, item.startSeconds()));
    document.add(new DoublePoint(END, item.endSeconds()));
    document.add(new StoredField(START, item.startSeconds()));
    document.add(new StoredField(END, item.endSeconds()));
    document.add(new StringField(STAMP, item.stamp(), Field.Store.YES));
    if (item.label() != null) {
      document.add(new StringField(LABEL, item.label(), Field.Store.YES));
    }
    item.vectors()
        .forEach(
            (modality, vector) -> {
              document.add(field(vectors(modality), unit(vector)));
              document.add(new StoredField(modality + NORM, norm(vector)));
              if (map != null) {
                document.add(field(map.field(modality), unit(map.apply(modality, vector))));
              }
            });
    return document;
  }

  private static Field field(String name, float[] vector) {
    return new KnnFloatVectorField(name, vector, VectorSimilarityFunction.DOT_PRODUCT);
  }

  private static double norm(float[] vector) {
    double squares = 0;
    for (float value : vector) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }

  /** Returns a vector of length 1; zeros stay zeros. */
  static float[] unit(float[] vector) {
    return scaled(vector, 1 / Math.max(norm(vector), Double.MIN_NORMAL));
  }

  private static float[] scaled(float[] vector, double factor) {
    float[] result = new float[vector.length];
    for (int d = 0; d < vector.length; d++) {
      result[d] = (float) (vector[d] * factor);
    }
    return result;
  }

  /** Makes a hit of a stored document. */
  static Hit hit(Document stored, double similarity) {
    return new Hit(
        stored.get(ID),
        stored.get(FILE),
        number(stored, START),
        number(stored, END),
        stored.get(LABEL),
        similarity);
  }

  /**
   * Makes an entry of a stored document.
   *
   * @param leaf the segment that holds it
   * @param number its number there
   */
  static IndexedItem item(Document stored, LeafReader leaf, int number) throws IOException {
    Map<Modality, float[]> found = new EnumMap<>(Modality.class);
    for (Modality modality : Modality.values()) {
      if (stored.getField(modality + NORM) != null) {
        FloatVectorValues values = leaf.getFloatVectorValues(vectors(modality));
        if (values == null || values.advance(number) != number) {
          throw new IOException("the " + modality + " feature of " + stored.get(ID) + " is gone");
        }
        found.put(modality, scaled(values.vectorValue(), number(stored, modality + NORM)));
      }
    }
    return new IndexedItem(
        stored.get(ID),
        stored.get(FILE),
        number(stored, START),
        number(stored, END),
        stored.get(LABEL),
        Objects.requireNonNullElse(stored.get(STAMP), ""),
        found);
  }

  private static double number(Document stored, String field) {
    return stored.getField(field).numericValue().doubleValue();
  }

  /** Finds the documents of a file that have another stamp. */
  static Query older(String file, String stamp) {
    return new BooleanQuery.Builder()
        .add(new TermQuery(new Term(FILE, file)), BooleanClause.Occur.FILTER)
        .add(new TermQuery(new Term(STAMP, stamp)), BooleanClause.Occur.MUST_NOT)
        .build();
  }

  /** Finds the document of an id. */
  static Query withId(String id) {
    return new TermQuery(new Term(ID, id));
  }

  /** Finds the documents that bear a name, as their id or as their file. */
  static Query named(String name) {
    return new BooleanQuery.Builder()
        .add(new TermQuery(new Term(ID, name)), BooleanClause.Occur.SHOULD)
        .add(new TermQuery(new Term(FILE, name)), BooleanClause.Occur.SHOULD)
        .build();
  }

  /** Finds the documents of the same stretch of the same state of a file. */
  static Query sameStretch(String file, String stamp, double start, double end) {
    return new BooleanQuery.Builder()
        .add(new TermQuery(new Term(FILE, file)), BooleanClause.Occur.FILTER)
        .add(new TermQuery(new Term(STAMP, stamp)), BooleanClause.Occur.FILTER)
        .add(DoublePoint.newExactQuery(START, start), BooleanClause.Occur.FILTER)
        .add(DoublePoint.newExactQuery(END, end), BooleanClause.Occur.FILTER)
        .build();
  }

  /** Returns what documents a filter lets through; null if all. */
  static @Nullable Query query(SearchFilter filter) {
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    if (filter.label() != null) {
      all.add(new TermQuery(new Term(LABEL, filter.label())), BooleanClause.Occur.FILTER);
    }
    if (filter.pathPrefix() != null) {
      all.add(new PrefixQuery(new Term(FILE, filter.pathPrefix())), BooleanClause.Occur.FILTER);
    }
    if (filter.fromSeconds() != Double.NEGATIVE_INFINITY) {
      double least = DoublePoint.nextUp(filter.fromSeconds());
      all.add(
          DoublePoint.newRangeQuery(END, least, Double.POSITIVE_INFINITY),
          BooleanClause.Occur.FILTER);
    }
    if (filter.toSeconds() != Double.POSITIVE_INFINITY) {
      double most = DoublePoint.nextDown(filter.toSeconds());
      all.add(
          DoublePoint.newRangeQuery(START, Double.NEGATIVE_INFINITY, most),
          BooleanClause.Occur.FILTER);
    }
    BooleanQuery query = all.build();
    return query.clauses().isEmpty() ? null : query;
  }
}
