package dev.xdc.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.EngineException;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With what DJL and the system's loader were seen to throw. */
class EngineFailureTest {
  private static final String LIBRARY = "/c/libc10.so: /c/libc10.so: ";

  @TempDir private Path cache;

  private String reason(Throwable cause) {
    return reason(cause, null);
  }

  private String reason(Throwable cause, @Nullable String chosen) {
    String reason =
        EngineFailure.reason(new EngineException("Failed to load", cause), cache, chosen);
    assertThat(reason).doesNotContain("\n");
    return reason;
  }

  @Test
  void redeploymentIsNamed() {
    Throwable loaded =
        new UnsatisfiedLinkError("Native Library /c already loaded in another classloader");
    assertThat(reason(loaded)).contains("redeployment").contains("start the JVM anew");
  }

  @Test
  void wantOfAddressSpaceIsNamed() {
    assertThat(
            reason(new UnsatisfiedLinkError(LIBRARY + "failed to map segment from shared object")))
        .contains("ulimit -v unlimited")
        .contains("libc10.so");
  }

  @Test
  void fullDiskIsNamed() {
    assertThat(reason(new IOException("No space left on device")))
        .contains("cannot be unpacked into " + cache)
        .contains("No space left on device");
  }

  @Test
  void missingLibrariesNameTheArtifact() {
    assertThat(reason(new UnknownHostException("publish.djl.ai")))
        .contains("dev.xdc:xdc-natives")
        .contains("publish.djl.ai");
  }

  @Test
  void chosenLibrariesThatCannotBeLoadedAreNamed() {
    assertThat(
            reason(
                new UnsatisfiedLinkError("libc10_cuda.so: cannot open shared object file"),
                "/opt/torch/lib"))
        .contains("the libraries in /opt/torch/lib")
        .contains("PYTORCH_FLAVOR")
        .contains("libc10_cuda.so")
        .doesNotContain("xdc-natives");
  }
}
