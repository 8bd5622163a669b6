package dev.xdc.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds lines of a {@code metrics.jsonl} that nobody can have measured: they are no JSON, lack what
 * their type has, or hold values that cannot be.
 */
final class MetricsCheck {
  private static final Set<String> COUNTS =
      Set.of(
          "round",
          "rounds",
          "epoch",
          "epochs",
          "k",
          "smallest",
          "largest",
          "empty",
          "iterations",
          "repaired",
          "clips",
          "missingClips",
          "failedClips",
          "calls");

  private static final Set<String> SHARES =
      Set.of(
          "accuracy",
          "validationAccuracy",
          "nmiPrevious",
          "nmiLabels",
          "nmiFiles",
          "purityLabels",
          "featureSpread",
          "waitShare",
          "laterWaitShare");

  private static final Set<String> NOT_NEGATIVE =
      Set.of(
          "seconds",
          "featureSeconds",
          "clusterSeconds",
          "trainSeconds",
          "waitSeconds",
          "laterSeconds",
          "laterWaitSeconds",
          "learningRate",
          "loss",
          "chanceLoss",
          "validationLoss",
          "entropy",
          "labelEntropy",
          "inertia");

  /** Below 1, and below 0 by chance. */
  private static final Set<String> AMI = Set.of("crossModalAmi", "amiFiles");

  private static final Map<String, List<String>> REQUIRED =
      Map.of(
          "epoch", List.of("round"),
          "round", List.of("round", "clusterings"),
          "clusters", List.of("clusterings"),
          "run", List.of());

  private static final Set<String> LISTS = Set.of("clusterings", "streams");

  /** What rounding may add to a share or take from a sum. */
  private static final double ROUNDING = 1e-6;

  private int lastRound;

  /**
   * One line.
   *
   * @param row null if it is of no use
   * @param faults what is wrong with it, each part of a sentence
   */
  record Line(@Nullable JsonObject row, List<String> faults) {}

  /** Checks the next line. */
  Line next(String text) {
    JsonObject row;
    try {
      row = JsonParser.parseString(text).getAsJsonObject();
    } catch (JsonParseException | IllegalStateException e) {
      return new Line(null, List.of("is no JSON object"));
    }
    List<String> faults = new ArrayList<>();
    JsonElement type = row.get("type");
    List<String> required =
        type != null && type.isJsonPrimitive() ? REQUIRED.get(type.getAsString()) : null;
    if (required == null) {
      return new Line(
          null, List.of("has no type of " + REQUIRED.keySet().stream().sorted().toList()));
    }
    for (String name : required) {
      if (!row.has(name) || LISTS.contains(name) != row.get(name).isJsonArray()) {
        faults.add("lacks " + name);
      }
    }
    boolean usable = checkTypes(row, faults) && faults.isEmpty();
    if (usable) {
      checkValues(row, faults);
      checkOrder(row, faults);
    }
    return new Line(usable ? row : null, faults);
  }

  /** Returns whether all that should be numbers are. */
  private static boolean checkTypes(JsonObject object, List<String> faults) {
    boolean all = true;
    for (Map.Entry<String, JsonElement> member : object.entrySet()) {
      String name = member.getKey();
      JsonElement value = member.getValue();
      boolean number =
          COUNTS.contains(name)
              || SHARES.contains(name)
              || NOT_NEGATIVE.contains(name)
              || AMI.contains(name);
      if (number && !value.isJsonNull() && !isNumber(value)) {
        faults.add(name + " is no number");
        all = false;
      } else if (value.isJsonObject()) {
        all &= checkTypes(value.getAsJsonObject(), faults);
      } else if (LISTS.contains(name)) {
        for (JsonElement element : value.isJsonArray() ? value.getAsJsonArray() : new JsonArray()) {
          if (!element.isJsonObject()) {
            faults.add(name + " holds what is no object");
            all = false;
          } else {
            all &= checkTypes(element.getAsJsonObject(), faults);
          }
        }
      }
    }
    return all;
  }

  private static boolean isNumber(JsonElement value) {
    return value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber();
  }

  private static void checkValues(JsonObject object, List<String> faults) {
    for (Map.Entry<String, JsonElement> member : object.entrySet()) {
      String name = member.getKey();
      JsonElement value = member.getValue();
      if (isNumber(value)) {
        double number = value.getAsDouble();
        String must = must(name, number);
        if (!must.isEmpty()) {
          faults.add(name + " is " + value.getAsString() + ", must be " + must);
        }
      } else if (value.isJsonObject()) {
        checkValues(value.getAsJsonObject(), faults);
      } else if (LISTS.contains(name) && value.isJsonArray()) {
        value.getAsJsonArray().forEach(element -> checkValues(element.getAsJsonObject(), faults));
      }
    }
    if (object.has("smallest")
        && object.has("largest")
        && object.get("smallest").getAsDouble() > object.get("largest").getAsDouble()) {
      faults.add("smallest is more than largest");
    }
  }

  /** Returns what a value must be; empty if it is. */
  private static String must(String name, double value) {
    if (COUNTS.contains(name)) {
      return value >= 0 && value <= Long.MAX_VALUE && value == Math.rint(value)
          ? ""
          : "a number of things";
    }
    if (SHARES.contains(name)) {
      return value >= -ROUNDING && value <= 1 + ROUNDING ? "" : "from 0 to 1";
    }
    if (NOT_NEGATIVE.contains(name)) {
      return value >= -ROUNDING && Double.isFinite(value) ? "" : "finite, at least 0";
    }
    return !AMI.contains(name) || Math.abs(value) <= 1 + ROUNDING ? "" : "from -1 to 1";
  }

  private void checkOrder(JsonObject row, List<String> faults) {
    if (row.has("round")) {
      int round = row.get("round").getAsInt();
      if (round < lastRound) {
        faults.add("round is " + round + " after round " + lastRound);
      }
      lastRound = Math.max(round, lastRound);
    }
  }
}
