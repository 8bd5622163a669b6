package dev.xdc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Trains on media files in child JVMs that are killed again and again, until the run is complete,
 * and compares its weights with those of a run that was left alone.
 */
final class CrashHarness {

  /** When a child is killed. */
  enum Moment {
    /** While Java, FFmpeg and the engine start and the files are looked at. */
    START_UP(""),
    /** While features are extracted, or shortly after. */
    FEATURES("extracting features"),
    /** While features are clustered, or shortly after. */
    CLUSTERING("clustering"),
    /** While the encoders are trained. */
    STEP("training the"),
    /** While a checkpoint lies unfinished on the disk. */
    WRITE("training the");

    private final String sign;

    Moment(String sign) {
      this.sign = sign;
    }
  }

  private static final int START_UP_MILLIS = 2500;
  private static final int PHASE_MILLIS = 60;
  private static final int STEP_MILLIS = 600;

  private final Path folder;
  private final Path csv;
  private final SplittableRandom random;
  private final Map<Moment, Integer> kills = new EnumMap<>(Moment.class);
  private int runs;
  private int children;
  private int unfinished;
  private String reference = "";

  CrashHarness(Path folder, Path csv, long seed) {
    this.folder = folder;
    this.csv = csv;
    this.random = new SplittableRandom(seed);
  }

  /** The arguments of a run that takes a few seconds: 2 rounds of 2 epochs for each encoder. */
  List<String> arguments(Path out) {
    return List.of(
        ("pretrain --preset tiny --clusters 4 --rounds 2 --epochs 2 --batch 4 --cache-mb 0 --threads 1"
                + " --decode-threads 2 --checkpoint-steps 2 --data "
                + csv
                + " --out "
                + out)
            .split(" "));
  }

  /** Runs without interruption and remembers the weights. */
  void runReference() throws IOException, InterruptedException {
    Path out = folder.resolve("reference");
    try (ChildRun child = ChildRun.start(arguments(out))) {
      assertThat(child.end()).as(child.output()).isZero();
    }
    reference = hash(out);
  }

  static String hash(Path run) throws IOException {
    StringBuilder both = new StringBuilder();
    for (String encoder : List.of("video", "audio")) {
      both.append(sha256(Files.readAllBytes(run.resolve("final/" + encoder + ".safetensors"))));
    }
    return both.toString();
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  String reference() {
    return reference;
  }

  /**
   * Kills {@code count} children in all, over as many runs as that takes, and lets the last end.
   */
  void kill(int count) throws IOException, InterruptedException {
    List<Moment> plan = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      plan.add(Moment.values()[i % Moment.values().length]);
    }
    while (!plan.isEmpty()) {
      Path out = folder.resolve("run-" + ++runs);
      boolean complete = false;
      while (!complete && !plan.isEmpty()) {
        Moment moment = plan.get(0);
        try (ChildRun child = ChildRun.start(arguments(out))) {
          children++;
          if (strike(child, moment, out)) {
            plan.remove(0);
            kills.merge(moment, 1, Integer::sum);
            unfinished += unfinished(out);
          } else {
            assertThat(child.end()).as(child.output()).isZero();
            complete = true;
          }
        }
      }
      if (!complete) {
        try (ChildRun child = ChildRun.start(arguments(out))) {
          children++;
          assertThat(child.end()).as(child.output()).isZero();
        }
      }
      assertThat(hash(out)).as("weights of run %d", runs).isEqualTo(reference);
    }
  }

  /** Kills a child at a random time in a moment; false if it ended before. */
  private boolean strike(ChildRun child, Moment moment, Path out)
      throws IOException, InterruptedException {
    if (!child.await(
        lines ->
            lines.stream().anyMatch(line -> line.contains(moment.sign)) || moment.sign.isEmpty())) {
      return false;
    }
    if (moment == Moment.WRITE) {
      int skipped = random.nextInt(3);
      for (boolean before = false; child.isAlive(); ) {
        boolean now = unfinished(out) > 0;
        if (now && !before && skipped-- == 0) {
          break;
        }
        before = now;
      }
    } else {
      Thread.sleep(
          random.nextInt(
              switch (moment) {
                case START_UP -> START_UP_MILLIS;
                case STEP -> STEP_MILLIS;
                default -> PHASE_MILLIS;
              }));
    }
    boolean alive = child.isAlive();
    child.kill();
    return alive;
  }

  private static int unfinished(Path out) throws IOException {
    Path checkpoints = out.resolve("checkpoints");
    if (!Files.isDirectory(checkpoints)) {
      return 0;
    }
    try (Stream<Path> entries = Files.list(checkpoints)) {
      return (int) entries.filter(e -> e.getFileName().toString().startsWith(".")).count();
    }
  }

  @Override
  public String toString() {
    return "%d children, killed: %s; %d checkpoints left half-written; %d runs, all with the weights %.16s..."
        .formatted(children, kills, unfinished, runs, reference);
  }
}
