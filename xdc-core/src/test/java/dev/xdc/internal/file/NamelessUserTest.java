package dev.xdc.internal.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users that the system has a number of, and neither name nor home, as in many containers. */
class NamelessUserTest {
  @TempDir private Path folder;

  @Test
  void numberIsTheEffectiveOneOfTheProcess() throws IOException {
    Path status =
        Files.writeString(folder.resolve("status"), "Name:\tjava\nUid:\t1\t54321\t2\t3\nGid:\t4\n");
    assertThat(Ownership.nameless(status)).isEqualTo(54_321);
    assertThat(Ownership.nameless(folder.resolve("none"))).isNegative();
  }

  @Test
  void cacheLiesAmongTheTemporaryFiles() {
    assertThat(CacheFolder.ofHome(Path.of("?"), folder).getParent()).isEqualTo(folder);
    assertThat(CacheFolder.ofHome(folder, Path.of("/tmp"))).isEqualTo(folder.resolve(".cache/xdc"));
  }
}
