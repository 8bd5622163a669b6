package dev.xdc.cli;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.xdc.data.media.FfmpegPrograms;
import dev.xdc.data.synth.SyntheticCorpus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Runs the command line inside the test's JVM. */
final class Cli {
  /** Settings of a training that ends within seconds. */
  static final List<String> SHORT =
      List.of("--preset", "tiny", "--clusters", "4", "--rounds", "1", "--epochs", "1");

  /** The files of the corpus by their paths within it. */
  private static final Map<String, byte[]> CORPUS = new TreeMap<>();

  private Cli() {}

  /** What a command did; {@code err} holds the log, too. */
  record Outcome(int code, String out, String err) {
    /** Returns the only line that reports an error. */
    String error() {
      List<String> errors = err.lines().filter(l -> l.startsWith("error: ")).toList();
      if (errors.size() != 1) {
        throw new AssertionError("expected one line with an error: " + err);
      }
      return errors.get(0).substring("error: ".length());
    }
  }

  static Outcome run(List<String> settings, Object... args) {
    List<String> all = new ArrayList<>();
    for (Object arg : args) {
      all.add(arg.toString());
    }
    all.addAll(settings);
    StringWriter out = new StringWriter();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream before = System.err;
    PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
    System.setErr(stream);
    try {
      int code =
          XdcCommand.run(
              new PrintWriter(out),
              new PrintWriter(stream, true, StandardCharsets.UTF_8),
              all.toArray(String[]::new));
      return new Outcome(code, out.toString(), err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setErr(before);
    }
  }

  static Outcome run(Object... args) {
    return run(List.of(), args);
  }

  static JsonObject json(Path file) throws IOException {
    return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
  }

  /** Writes 24 clips to train on and 12 to test on, of 12 classes; they are made once a JVM. */
  static Path corpus(Path folder) throws IOException {
    synchronized (CORPUS) {
      if (CORPUS.isEmpty()) {
        Path corpus = new SyntheticCorpus(3, 24, 12).write(folder, FfmpegPrograms.find(), 2);
        try (Stream<Path> files = Files.walk(corpus).filter(Files::isRegularFile)) {
          for (Path file : files.toList()) {
            CORPUS.put(corpus.relativize(file).toString(), Files.readAllBytes(file));
          }
        }
        return corpus;
      }
    }
    for (Map.Entry<String, byte[]> file : CORPUS.entrySet()) {
      Path copy = folder.resolve(file.getKey());
      Files.createDirectories(copy.getParent());
      Files.write(copy, file.getValue());
    }
    return folder;
  }
}
