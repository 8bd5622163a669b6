package dev.xdc.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumSet;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The entry of a fuzzer that follows coverage, Jazzer, into the reader of one {@link FileFormat}:
 * {@code mvn -Pfuzz}, see docs/decisions/fuzzing.md. What it found is kept and read by {@link
 * FoundByFuzzingTest}.
 */
public final class FileFuzz {
  private static final AtomicReference<Target> TARGET = new AtomicReference<>();

  private record Target(FileFormat format, SampleFiles samples) {}

  private FileFuzz() {}

  /**
   * Makes the sample, once.
   *
   * @param args the format, and the folder of the corpus, which the sample begins, with all that is
   *     kept of the format
   */
  public static void fuzzerInitialize(String[] args) throws IOException {
    FileFormat format = FileFormat.valueOf(args[0]);
    SampleFiles samples =
        new SampleFiles(Files.createTempDirectory("xdc-fuzz-"), EnumSet.of(format));
    Path corpus = Files.createDirectories(Path.of(args[1]));
    Files.write(corpus.resolve("sample"), samples.sample(format));
    for (Path kept : FoundByFuzzingTest.kept(format)) {
      Files.copy(kept, corpus.resolve(kept.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }
    TARGET.set(new Target(format, samples));
  }

  /** Has one input read; anything but a documented refusal is a finding. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Target target = TARGET.get();
    target.samples().refused(target.format(), input);
  }
}
