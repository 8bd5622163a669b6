package dev.xdc.eval;

import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.Modality;
import dev.xdc.encoder.Encoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * Retrieval: test videos look for training videos of their class, by the cosine of mean features.
 * R@k is the share of queries with at least one video of their class among the k nearest.
 *
 * <p>Between picture and sound the features have no space in common, since in XDC the encoders
 * never meet. They are brought into one by a {@link CrossModalMap}, learned on the pairs of the
 * training videos without their labels. The paper has no retrieval; this is a measure of its own.
 */
public final class Retrieval {

  private final EvalProtocol protocol;
  private final List<Integer> ks;
  private final int neighbours;

  /**
   * A measurement.
   *
   * @param protocol clips per video; its average and number of labels do not count
   * @param ks the k of R@k, ascending
   * @param neighbours how many vote for the class of a query
   */
  public Retrieval(EvalProtocol protocol, List<Integer> ks, int neighbours) {
    if (ks.isEmpty() || ks.stream().anyMatch(k -> k < 1) || neighbours < 1) {
      throw new IllegalArgumentException(
          "ks is " + ks + " and neighbours " + neighbours + ", must be at least 1");
    }
    this.protocol = protocol;
    this.ks = ks.stream().sorted().distinct().toList();
    this.neighbours = neighbours;
  }

  /** R@1, R@5, R@20 and the vote of 20 neighbours. */
  public static Retrieval standard(EvalProtocol protocol) {
    return new Retrieval(protocol, List.of(1, 5, 20), 20);
  }

  /**
   * One direction.
   *
   * @param query what is asked with
   * @param gallery what is found
   * @param recall R@k by k, from 0 to 1
   * @param chance R@k of a random order, by k: with few classes it is high
   * @param knn accuracy of the vote of the nearest neighbours
   * @param queries how many videos ask
   * @param videos how many can be found
   */
  public record Result(
      Modality query,
      Modality gallery,
      Map<Integer, Double> recall,
      Map<Integer, Double> chance,
      double knn,
      int queries,
      int videos) {
    @Override
    public String toString() {
      StringBuilder text = new StringBuilder(query + " to " + gallery + ":");
      recall.forEach(
          (k, share) ->
              text.append(
                  String.format(
                      Locale.ROOT,
                      " R@%d %.1f (chance %.1f)",
                      k,
                      100 * share,
                      100 * chance.getOrDefault(k, Double.NaN))));
      return text + String.format(Locale.ROOT, ", kNN %.1f %%", 100 * knn);
    }
  }

  /** Measures every direction that encoders allow. */
  public List<Result> run(
      List<Encoder> encoders, ClipDataset gallery, ClipDataset queries, IntConsumer progress)
      throws IOException {
    return runOn(encoders.stream().map(EmbeddingSource::of).toList(), gallery, queries, progress);
  }

  /**
   * Measures every direction that the features allow: within each modality, and across if there are
   * two.
   *
   * @param sources one or two, of different modalities
   * @param gallery labelled videos to be found
   * @param queries labelled videos to ask with
   * @param progress receives the clips whose features are made
   */
  public List<Result> runOn(
      List<EmbeddingSource> sources, ClipDataset gallery, ClipDataset queries, IntConsumer progress)
      throws IOException {
    LabelledSets.Known sets = LabelledSets.labels(gallery, queries);
    int[] galleryLabels = sets.train().classes();
    int[] queryLabels = sets.test().classes();
    Map<Modality, ClipFeatures> found = new EnumMap<>(Modality.class);
    Map<Modality, ClipFeatures> asked = new EnumMap<>(Modality.class);
    int done = 0;
    BitSet none = new BitSet();
    int batch = protocol.batchSize();
    for (EmbeddingSource source : sources) {
      int before = done;
      ClipFeatures all =
          source.embed(
              gallery, none, protocol.trainClips(), batch, d -> progress.accept(before + d));
      int between = before + all.rows().length;
      ClipFeatures test =
          source.embed(
              queries, none, protocol.testClips(), batch, d -> progress.accept(between + d));
      done = between + test.rows().length;
      found.put(source.modality(), all.videoMeans());
      asked.put(source.modality(), test.videoMeans());
    }
    List<Result> results = new ArrayList<>();
    for (EmbeddingSource source : sources) {
      Modality m = source.modality();
      results.add(judge(m, m, features(asked, m), features(found, m), queryLabels, galleryLabels));
    }
    if (sources.size() == 2) {
      results.addAll(across(found, asked, queryLabels, galleryLabels));
    }
    return results;
  }

  private List<Result> across(
      Map<Modality, ClipFeatures> found,
      Map<Modality, ClipFeatures> asked,
      int[] queryLabels,
      int[] galleryLabels) {
    List<Result> results = new ArrayList<>();
    CrossModalMap common =
        CrossModalMap.fit(
            paired(found, Modality.VIDEO).rows(), paired(found, Modality.AUDIO).rows());
    for (Modality query : Modality.values()) {
      Modality other = query.other();
      results.add(
          judge(
              query,
              other,
              mapped(common, query, asked),
              mapped(common, other, found),
              queryLabels,
              galleryLabels));
    }
    return results;
  }

  /** Returns the rows of one modality whose video has a row in both. */
  private static ClipFeatures paired(Map<Modality, ClipFeatures> found, Modality modality) {
    BitSet lacking = new BitSet();
    for (int video : features(found, modality).videos()) {
      lacking.set(video);
    }
    for (int video : features(found, modality.other()).videos()) {
      lacking.clear(video);
    }
    return features(found, modality).without(lacking);
  }

  private static ClipFeatures features(Map<Modality, ClipFeatures> all, Modality modality) {
    ClipFeatures features = all.get(modality);
    if (features == null) {
      throw new IllegalArgumentException("there are no features of " + modality);
    }
    return features;
  }

  private static ClipFeatures mapped(
      CrossModalMap common, Modality modality, Map<Modality, ClipFeatures> all) {
    ClipFeatures features = features(all, modality);
    return new ClipFeatures(features.clips(), common.apply(modality, features.rows()));
  }

  private Result judge(
      Modality query,
      Modality gallery,
      ClipFeatures asked,
      ClipFeatures found,
      int[] queryLabels,
      int[] galleryLabels) {
    int most = Math.max(neighbours, ks.get(ks.size() - 1));
    int[][] nearest = Neighbours.cosine(asked.rows(), found.rows(), most);
    int[] wanted = asked.perRow(queryLabels);
    int[] offered = found.perRow(galleryLabels);
    Map<Integer, Double> recall = new LinkedHashMap<>();
    Map<Integer, Double> chance = new LinkedHashMap<>();
    for (int k : ks) {
      recall.put(k, recall(nearest, k, wanted, offered));
      chance.put(k, chance(k, wanted, offered));
    }
    double knn = KnnClassifier.accuracy(nearest, neighbours, offered, wanted);
    return new Result(query, gallery, recall, chance, knn, wanted.length, offered.length);
  }

  /** Returns the share of queries with their own class among the first {@code k} neighbours. */
  static double recall(int[][] nearest, int k, int[] wanted, int[] offered) {
    double hits = 0;
    for (int q = 0; q < nearest.length; q++) {
      int own = wanted[q];
      boolean hit =
          Arrays.stream(nearest[q]).limit(k).anyMatch(neighbour -> offered[neighbour] == own);
      hits += hit ? 1 : 0;
    }
    return hits / nearest.length;
  }

  /** Returns what {@link #recall} is on average if neighbours come in random order. */
  static double chance(int k, int[] wanted, int[] offered) {
    double sum = 0;
    for (int own : wanted) {
      long matches = Arrays.stream(offered).filter(label -> label == own).count();
      double missed = 1;
      for (int i = 0; i < Math.min(k, offered.length); i++) {
        missed *= Math.max(0, offered.length - matches - i) / (double) (offered.length - i);
      }
      sum += 1 - missed;
    }
    return sum / wanted.length;
  }
}
