package dev.xdc.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.jna.Memory;
import com.sun.jna.Platform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Each case in a JVM of its own, since the setting holds for a whole process. */
class FreedMemoryTest {
  private static final int ROUNDS = 20;
  private static final int BLOCKS = 8;
  private static final int BLOCK = 4 << 20;

  /** Allocates and frees, and prints whether the setting was made and the pages of each round. */
  static final class Child {
    public static void main(String[] args) throws IOException {
      boolean kept = args.length > 0 && FreedMemory.keep();
      if (args.length > 1) {
        kept &= FreedMemory.handBack();
      }
      allocate();
      long before = faults();
      for (int i = 0; i < ROUNDS; i++) {
        allocate();
      }
      System.out.println(kept + " " + (faults() - before) / ROUNDS);
    }

    private static void allocate() {
      Memory[] blocks = new Memory[BLOCKS];
      for (int i = 0; i < BLOCKS; i++) {
        blocks[i] = new Memory(BLOCK);
        blocks[i].clear();
      }
      Arrays.stream(blocks).forEach(Memory::close);
    }

    private static long faults() throws IOException {
      String stat = Files.readString(Path.of("/proc/self/stat"));
      return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[7]);
    }
  }

  private static String[] run(ProcessBuilder child) throws IOException {
    Process process = child.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return output.strip().split(" ");
  }

  private static ProcessBuilder child(String... args) {
    ProcessBuilder child =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            Child.class.getName());
    child.command().addAll(Arrays.asList(args));
    child.environment().keySet().removeIf(name -> name.startsWith("MALLOC_"));
    return child;
  }

  @Test
  void pagesAreNotHandedOutAnew() throws IOException {
    assumeThat(Platform.isLinux()).isTrue();
    int pages = BLOCKS * (BLOCK / 4096);
    String[] usual = run(child());
    assertThat(usual[0]).isEqualTo("false");
    assertThat(Integer.parseInt(usual[1])).isGreaterThan(pages / 2);
    String[] kept = run(child("keep"));
    assumeThat(kept[0]).as("glibc").isEqualTo("true");
    assertThat(Integer.parseInt(kept[1])).isLessThan(pages / 20);
  }

  @Test
  void keepingIsTakenBack() throws IOException {
    assumeThat(Platform.isLinux()).isTrue();
    String[] back = run(child("keep", "hand back"));
    assumeThat(back[0]).as("glibc").isEqualTo("true");
    assertThat(Integer.parseInt(back[1])).isGreaterThan(BLOCKS * (BLOCK / 4096) / 2);
  }

  @Test
  void environmentComesFirst() throws IOException {
    ProcessBuilder child = child("keep");
    child.environment().put("MALLOC_TRIM_THRESHOLD_", "200000");
    assertThat(run(child)[0]).isEqualTo("false");
  }
}
