package dev.xdc;

import ai.djl.Device;
import dev.xdc.clip.ClipDataset;
import dev.xdc.clip.Seeds;
import dev.xdc.encoder.BatchStatistics;
import dev.xdc.encoder.Encoder;
import dev.xdc.encoder.Precision;
import dev.xdc.train.TrainingClips;
import dev.xdc.train.XdcConfig;
import dev.xdc.train.XdcListener;
import dev.xdc.weights.EncoderWeights;
import dev.xdc.work.RoundWork;
import dev.xdc.work.WorkPlan;
import dev.xdc.work.Workplace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a run is to do, settled when its trainer was built.
 *
 * @param dataset the clips to learn from
 * @param clips which of them are trained on, described and held out
 * @param streams what is trained, in this order
 * @param labels where labels come from
 * @param config of training
 * @param seed what every random choice is derived from
 * @param placement where it runs
 * @param storage where it keeps what it makes
 * @param retries what follows a divergence
 * @param readOutSteps after how many steps losses are read
 * @param workplace where the work is done
 * @param listeners who hears of it, in this order
 */
record TrainerSettings(
    ClipDataset dataset,
    TrainingClips clips,
    List<Stream> streams,
    LabelSource labels,
    XdcConfig config,
    long seed,
    Placement placement,
    RunStorage storage,
    DivergenceRetries.Limit retries,
    int readOutSteps,
    Workplace workplace,
    List<XdcListener> listeners) {

  TrainerSettings {
    streams = List.copyOf(streams);
    listeners = List.copyOf(listeners);
  }

  /** Returns the encoders of the streams. */
  List<Encoder> encoders() {
    return streams.stream().map(Stream::encoder).toList();
  }

  /** Returns whether there are streams of different modalities. */
  boolean isCrossModal() {
    return streams.stream().map(Stream::modality).distinct().count() > 1;
  }

  /** Opens the work of the run. */
  RoundWork openWork() throws IOException {
    return workplace.open(
        new WorkPlan(dataset, clips, config.batchSize(), readOutSteps, encoders()));
  }

  /**
   * Gives each encoder its place and, unless it has some, weights.
   *
   * @return everything that decides the result, to be kept with it
   */
  RunSettings begin() throws IOException {
    labels.warn();
    placement.applyTo(encoders());
    Device home = placement.home();
    Set<Stream> weighted = new HashSet<>();
    for (Stream stream : streams) {
      Optional<Path> start = labels.startWeights();
      if (stream.encoder().isInitialized()) {
        weighted.add(stream);
      }
      stream.encoder().initialize(home, Seeds.stream(seed, "weights", stream.slot().ordinal()));
      if (start.isPresent() && weighted.add(stream)) {
        EncoderWeights.load(stream.encoder(), start.get());
      }
    }
    return describe(weighted);
  }

  private RunSettings describe(Set<Stream> weighted) {
    RunSettings settings = new RunSettings();
    for (Stream stream : streams) {
      Encoder encoder = stream.encoder();
      settings.put(stream.slot() + " encoder", encoder);
      int parts = encoder.devices().size();
      if (parts > 1 && encoder.batchStatistics() != BatchStatistics.JOINT) {
        settings.put("batch statistics", encoder.batchStatistics() + " of " + parts);
      }
      if (weighted.contains(stream)) {
        settings.put("first " + stream.slot() + " weights", EncoderWeights.fingerprint(encoder));
      }
    }
    labels.describe(settings);
    workplace.settings().forEach(settings::put);
    return settings
        .put("config", config)
        .put("seed", seed)
        .put("clip", dataset.spec())
        .put("videos", dataset.size())
        .put("data", dataset.fingerprint())
        .put(
            "precision",
            encoders().stream()
                .map(Encoder::precision)
                .map(Precision::toString)
                .collect(Collectors.joining(", ")));
  }
}
