package dev.xdc.search;

import java.io.IOException;
import org.apache.lucene.codecs.Codec;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.codecs.lucene912.Lucene912Codec;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;

/**
 * Lucene's format for vectors, for wider ones than its limit of 1,024. The limit is checked where
 * vectors are written only; files are Lucene's own and bear its name, so any Lucene reads them.
 */
final class WideVectors extends KnnVectorsFormat {

  /** The widest vectors that are tested. */
  static final int MOST_WIDTH = 8192;

  private static final String NAME = "Lucene99HnswVectorsFormat";

  private final KnnVectorsFormat lucene = new Lucene99HnswVectorsFormat();

  private WideVectors() {
    super(NAME);
  }

  /** Returns Lucene's codec with this format for every field. */
  static Codec codec() {
    WideVectors wide = new WideVectors();
    return new Lucene912Codec() {
      @Override
      public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
        return wide;
      }
    };
  }

  @Override
  public KnnVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
    return lucene.fieldsWriter(state);
  }

  @Override
  public KnnVectorsReader fieldsReader(SegmentReadState state) throws IOException {
    return lucene.fieldsReader(state);
  }

  @Override
  public int getMaxDimensions(String field) {
    return MOST_WIDTH;
  }
}
