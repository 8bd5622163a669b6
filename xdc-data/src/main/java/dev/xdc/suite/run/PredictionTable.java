package dev.xdc.suite.run;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.xdc.Prediction;
import dev.xdc.internal.file.Unfinished;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * Predictions as files. Where the likeliest class of a video is less likely than asked for, its
 * label is {@value #UNKNOWN}.
 *
 * @param predictions one for each video
 * @param top classes of a video, the likeliest first, at least 1
 * @param minProbability below which the first is {@value #UNKNOWN}, from 0 to 1
 */
public record PredictionTable(List<Prediction> predictions, int top, double minProbability) {

  /** The label of a video that no class is likely enough for. */
  public static final String UNKNOWN = "unknown";

  private static final CSVFormat FORMAT =
      CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();

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

  /**
   * Writes the lines of a CSV file with its header: {@code id,rank,label,probability}, a line for
   * each class of a video.
   */
  public void printCsv(Appendable out) throws IOException {
    CSVPrinter printer = new CSVPrinter(out, FORMAT);
    printer.printRecord("id", "rank", "label", "probability");
    for (Prediction prediction : predictions) {
      int rank = 1;
      for (Prediction.Guess guess : guesses(prediction)) {
        printer.printRecord(prediction.id(), rank++, guess.label(), guess.probability());
      }
    }
  }

  /** Returns the classes that are told of a video. */
  private List<Prediction.Guess> guesses(Prediction prediction) {
    List<Prediction.Guess> guesses = prediction.top(top);
    return prediction.best(minProbability).isPresent()
        ? guesses
        : List.of(new Prediction.Guess(UNKNOWN, guesses.get(0).probability()));
  }

  /** Writes a CSV file, whole or not at all. */
  public void writeCsv(Path file) throws IOException {
    try (Unfinished whole = Unfinished.of(file)) {
      try (BufferedWriter out = Files.newBufferedWriter(whole.path())) {
        printCsv(out);
      }
      whole.finish();
    }
  }

  /** Writes a file with a JSON object a line, whole or not at all. */
  public void writeJsonLines(Path file) throws IOException {
    try (Unfinished whole = Unfinished.of(file)) {
      try (BufferedWriter out = Files.newBufferedWriter(whole.path())) {
        for (Prediction prediction : predictions) {
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
          out.append(line.toString()).append('\n');
        }
      }
      whole.finish();
    }
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
