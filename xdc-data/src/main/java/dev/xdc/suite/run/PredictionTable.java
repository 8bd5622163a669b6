package dev.xdc.suite.run;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.xdc.Prediction;
import dev.xdc.suite.store.ItemTable;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Predictions as files. Where the likeliest class of a video is less likely than asked for, its
 * label is {@value #UNKNOWN}.
 *
 * @param predictions one for each video
 * @param top classes of a video, the likeliest first, at least 1
 * @param minProbability below which the first is {@value #UNKNOWN}, from 0 to 1
 */
public record PredictionTable(List<Prediction> predictions, int top, double minProbability)
    implements ItemTable {

  /** The label of a video that no class is likely enough for. */
  public static final String UNKNOWN = "unknown";

  /** Checks the settings. */
  public PredictionTable {
    predictions = List.copyOf(predictions);
    if (top < 1) {
      throw new IllegalArgumentException("top is " + top + ", must be at least 1");
    }
    if (!(minProbability >= 0 && minProbability <= 1)) {
      throw new IllegalArgumentException(
          "minProbability is " + minProbability + ", must be in [0, 1]");
    }
  }

  /** {@inheritDoc} There is a line for each class of a video. */
  @Override
  public List<String> columns() {
    return List.of("id", "rank", "label", "probability");
  }

  @Override
  public Stream<List<?>> rows() {
    return predictions.stream()
        .flatMap(
            prediction -> {
              List<Prediction.Guess> guesses = guesses(prediction);
              return IntStream.range(0, guesses.size())
                  .mapToObj(i -> row(prediction.id(), i + 1, guesses.get(i)));
            });
  }

  private static List<?> row(String id, int rank, Prediction.Guess guess) {
    return List.of(id, rank, guess.label(), guess.probability());
  }

  @Override
  public Stream<JsonObject> objects() {
    return predictions.stream().map(this::object);
  }

  private JsonObject object(Prediction prediction) {
    JsonArray classes = new JsonArray();
    for (Prediction.Guess guess : guesses(prediction)) {
      JsonObject one = new JsonObject();
      one.addProperty("label", guess.label());
      one.addProperty("probability", guess.probability());
      classes.add(one);
    }
    JsonObject line = new JsonObject();
    line.addProperty("id", prediction.id());
    line.add("classes", classes);
    return line;
  }

  /** Returns the classes that stand for a video. */
  private List<Prediction.Guess> guesses(Prediction prediction) {
    List<Prediction.Guess> guesses = prediction.top(top);
    return prediction.best(minProbability).isPresent()
        ? guesses
        : List.of(new Prediction.Guess(UNKNOWN, guesses.get(0).probability()));
  }

  /** Returns how many videos are {@value #UNKNOWN}. */
  public long unknown() {
    return predictions.stream().filter(p -> p.best(minProbability).isEmpty()).count();
  }

  @Override
  public String toString() {
    return "PredictionTable[" + predictions.size() + " videos]";
  }
}
