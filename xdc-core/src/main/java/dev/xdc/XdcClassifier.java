package dev.xdc;

import ai.djl.Device;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.ClipSubset;
import dev.xdc.clip.Modality;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.EncoderRecipe;
import dev.xdc.eval.Calibration;
import dev.xdc.eval.EmbeddingSource;
import dev.xdc.eval.LinearModel;
import dev.xdc.internal.UseGuard;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Encoders with classification layers: what a linear probe or a fine-tuning leaves, to be applied
 * to new videos.
 *
 * <pre>{@code
 * try (XdcClassifier classifier = XdcClassifier.load(folder, Device.cpu());
 *     MediaDataset videos = MediaDataset.builder()
 *         .setFiles(MediaList.of(archive)).setSpec(classifier.model().clipSpec()).build()) {
 *   classifier.classify(videos, done -> {}).forEach(p -> System.out.println(p.id() + p.top(3)));
 * }
 * }</pre>
 *
 * <p>On disk it is the folder of an {@link XdcModel} with {@code classifier.json} and a file for
 * each head, {@code video-head.safetensors} and {@code audio-head.safetensors}. Closing it closes
 * the model. Several threads may classify at once.
 */
public final class XdcClassifier implements AutoCloseable {

  /** Clips per pass through an encoder; does not change the result. */
  private static final int BATCH = 32;

  /** Of a video; more say nothing new. */
  private static final int MOST_CLIPS = 1000;

  /** Videos whose clips are in memory together. */
  private static final int CHUNK = 1024;

  private final XdcModel model;
  private final List<String> classes;
  private final Map<Modality, Head> heads;
  private final int clipsPerVideo;
  private final Map<String, String> provenance;

  /**
   * A classification layer.
   *
   * @param layer gives the logits of a feature
   * @param calibration makes probabilities of logits
   */
  public record Head(LinearModel layer, Calibration calibration) {

    /** Adds the mean over some clips' features of their calibrated probabilities. */
    void addTo(double[] sums, float[][] features) {
      double[] mean = new double[sums.length];
      for (float[] logits : layer.scores(features)) {
        double[] probabilities = calibration.probabilities(logits);
        for (int c = 0; c < mean.length; c++) {
          mean[c] += probabilities[c];
        }
      }
      for (int c = 0; c < mean.length; c++) {
        sums[c] += mean[c] / features.length;
      }
    }
  }

  /**
   * Puts heads on the encoders of a model, which becomes the classifier's.
   *
   * @param classes the names of the classes, by number
   * @param heads for one modality or both
   * @param clipsPerVideo uniformly spaced clips of a video whose probabilities are averaged, in [1,
   *     1000]
   * @param provenance where the heads come from, free text by name
   * @throws IllegalArgumentException if there is no head, one does not fit its encoder or the
   *     classes, a class is named twice, or {@code clipsPerVideo} is out of range
   */
  public XdcClassifier(
      XdcModel model,
      List<String> classes,
      Map<Modality, Head> heads,
      int clipsPerVideo,
      Map<String, String> provenance) {
    if (heads.isEmpty()) {
      throw new IllegalArgumentException("there is no head, must be at least one");
    }
    if (clipsPerVideo < 1 || clipsPerVideo > MOST_CLIPS) {
      throw new IllegalArgumentException(
          "clipsPerVideo is " + clipsPerVideo + ", must be in [1, " + MOST_CLIPS + "]");
    }
    if (Set.copyOf(classes).size() != classes.size()) {
      throw new IllegalArgumentException("a class name occurs twice in " + classes);
    }
    heads.forEach(
        (modality, head) -> {
          int width = model.encoder(modality).featureWidth();
          if (head.layer().width() != width || head.layer().classes() != classes.size()) {
            throw new IllegalArgumentException(
                "the "
                    + modality
                    + " head has "
                    + head.layer().classes()
                    + " classes of "
                    + head.layer().width()
                    + " features, must have "
                    + classes.size()
                    + " of "
                    + width);
          }
        });
    this.model = model;
    this.classes = List.copyOf(classes);
    this.heads = new EnumMap<>(heads);
    this.clipsPerVideo = clipsPerVideo;
    this.provenance = ModelFile.ordered(provenance);
  }

  /** Returns the encoders, which stay this classifier's. */
  public XdcModel model() {
    return model;
  }

  /** Returns the names of the classes, by number. */
  public List<String> classes() {
    return classes;
  }

  /** Returns which modalities have a head. */
  public Set<Modality> modalities() {
    return Set.copyOf(heads.keySet());
  }

  /**
   * Returns a head.
   *
   * @throws IllegalArgumentException if the modality has none
   */
  public Head head(Modality modality) {
    Head head = heads.get(modality);
    if (head == null) {
      throw new IllegalArgumentException(
          "this classifier has no head for " + modality + ", only for " + heads.keySet());
    }
    return head;
  }

  /** Returns how many clips of a video are classified. */
  public int clipsPerVideo() {
    return clipsPerVideo;
  }

  /** Returns where the heads come from: training set, method, scores. */
  public Map<String, String> provenance() {
    return provenance;
  }

  /**
   * Classifies videos by all modalities that have a head, see {@link #classify(ClipDataset, Set,
   * IntConsumer)}.
   */
  public List<Prediction> classify(ClipDataset videos, IntConsumer progress) throws IOException {
    return classify(videos, modalities(), progress);
  }

  /**
   * Classifies videos: the mean of the calibrated probabilities over clips and modalities. A video
   * without a clip that can be read is left out.
   *
   * @param videos cut as {@link XdcModel#clipSpec()} of {@link #model()} says
   * @param modalities which heads are asked, not empty
   * @param progress receives the clips done, over all modalities
   * @return predictions in the order of the videos
   * @throws IllegalArgumentException if a modality has no head, or the videos are cut otherwise
   * @throws IOException if too many clips cannot be read
   */
  public List<Prediction> classify(
      ClipDataset videos, Set<Modality> modalities, IntConsumer progress) throws IOException {
    modalities.forEach(m -> ClipCheck.requireLike(m, model.clipSpec(), videos.spec()));
    try (UseGuard.Use use = model.use()) {
      return predictions(videos, modalities, progress);
    }
  }

  private List<Prediction> predictions(
      ClipDataset videos, Set<Modality> modalities, IntConsumer progress) throws IOException {
    List<Prediction> predictions = new ArrayList<>(videos.size());
    int before = 0;
    for (int first = 0; first < videos.size(); first += CHUNK) {
      int end = Math.min(videos.size(), first + CHUNK);
      ClipSubset chunk = new ClipSubset(videos, IntStream.range(first, end).toArray());
      double[][] sums = new double[end - first][];
      int[] count = new int[end - first];
      for (Modality modality : EnumSet.copyOf(modalities)) {
        int done = before;
        before += add(chunk, modality, sums, count, clips -> progress.accept(done + clips));
      }
      for (int video = 0; video < sums.length; video++) {
        if (sums[video] != null) {
          predictions.add(
              new Prediction(chunk.id(video), classes, means(sums[video], count[video])));
        }
      }
    }
    return predictions;
  }

  /** Adds up the mean probabilities of each video; returns the clips that were read. */
  private int add(
      ClipDataset videos, Modality modality, double[][] sums, int[] count, IntConsumer progress)
      throws IOException {
    Head head = head(modality);
    Encoder encoder = model.encoder(modality);
    var features =
        EmbeddingSource.of(encoder).embed(videos, new BitSet(), clipsPerVideo, BATCH, progress);
    float[][] rows = features.rows();
    int first = 0;
    while (first < rows.length) {
      int video = features.clips().get(first).index();
      int end = first;
      while (end < rows.length && features.clips().get(end).index() == video) {
        end++;
      }
      sums[video] = sums[video] == null ? new double[classes.size()] : sums[video];
      head.addTo(sums[video], Arrays.copyOfRange(rows, first, end));
      count[video]++;
      first = end;
    }
    return rows.length;
  }

  /** Returns the probabilities of a video whose modalities were added up. */
  static float[] means(double[] sums, int count) {
    float[] probabilities = new float[sums.length];
    for (int c = 0; c < sums.length; c++) {
      probabilities[c] = (float) (sums[c] / count);
    }
    return probabilities;
  }

  /**
   * Writes encoders and heads to a folder, in place of a classifier that is there.
   *
   * @throws IOException if the folder is a file or cannot be written
   */
  public void save(Path folder) throws IOException {
    model.save(folder);
    ClassifierFile.write(folder, this);
  }

  /**
   * Reads a classifier from a folder.
   *
   * @param device where the weights go
   * @param recipes records that networks of your own may be built by, see {@link XdcModel#load}
   * @throws IOException if it holds no classifier, or a file is missing or does not fit; names it
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // they are only read
  public static XdcClassifier load(
      Path folder, Device device, Class<? extends EncoderRecipe>... recipes) throws IOException {
    ClassifierFile file = ClassifierFile.read(folder);
    XdcModel model = XdcModel.load(folder, device, recipes);
    try {
      return file.classifier(folder, model);
    } catch (IOException | RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /** Closes the model, see {@link XdcModel#close}. */
  @Override
  public void close() {
    model.close();
  }

  @Override
  public String toString() {
    return "XdcClassifier[" + classes.size() + " classes, " + heads.keySet() + ", " + model + "]";
  }
}
