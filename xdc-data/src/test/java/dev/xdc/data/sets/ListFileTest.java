package dev.xdc.data.sets;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListFileTest {
  @TempDir private Path folder;

  @Test
  void lineLongerThanAnyPathIsRefused() throws IOException {
    Path list = Files.writeString(folder.resolve("list.txt"), "a 1\n" + "/".repeat(100_000) + "\n");
    assertThatThrownBy(() -> ListFile.readLines(list, line -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(list + ", line 2: 100000 characters");
  }
}
