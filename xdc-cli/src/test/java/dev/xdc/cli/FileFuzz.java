package dev.xdc.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;

/**
 * The entry of a fuzzer that follows coverage, Jazzer, into the reader of one {@link FileFormat}:
 * {@code mvn -Pfuzz}, see docs/decisions/fuzzing.md. What it found is kept as resources and read by
 * {@link FoundByFuzzingTest}.
 */
public final class FileFuzz {
  private static SampleFiles samples;
  private static FileFormat format;

  private FileFuzz() {}

  /**
   * Makes the sample, once.
   *
   * @param args the format, and the folder of the corpus, which the sample begins
   */
  public static void fuzzerInitialize(String[] args) throws IOException {
    format = FileFormat.valueOf(args[0]);
    samples = new SampleFiles(Files.createTempDirectory("xdc-fuzz-"), EnumSet.of(format));
    Files.write(
        Files.createDirectories(Path.of(args[1])).resolve("sample"), samples.sample(format));
  }

  /** Has one input read; anything but a documented refusal is a finding. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    samples.refused(format, input);
  }
}
