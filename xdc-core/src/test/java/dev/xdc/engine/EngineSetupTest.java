package dev.xdc.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.util.Platform;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.xdc.Preset;
import dev.xdc.encoder.Encoders;
import java.io.IOException;
import java.net.Proxy;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The engine as an application starts it that sets nothing: it asks no network, and trusts no
 * folder that others can write.
 */
class EngineSetupTest {
  private static final String ASKED = "asked for ";

  private static final String ENCODER_FIRST = "xdc.test.encoderFirst";

  /** Starts the engine and names each address that HTTP connections are made to. */
  static final class Application {
    public static void main(String[] args) {
      URL.setURLStreamHandlerFactory(
          protocol -> protocol.startsWith("http") ? new Refusing() : null);
      if (Boolean.getBoolean(ENCODER_FIRST)) {
        Encoders.of(Preset.tiny().video(), Preset.tiny().clip()).close();
      }
      try (NDManager manager = TorchEngine.newManager()) {
        System.out.println("sum " + manager.ones(new Shape(3)).sum().getFloat());
      }
    }
  }

  private static final class Refusing extends URLStreamHandler {
    @Override
    protected URLConnection openConnection(URL url) throws IOException {
      System.out.println(ASKED + url);
      throw new IOException("no network in this test");
    }

    @Override
    protected URLConnection openConnection(URL url, Proxy proxy) throws IOException {
      return openConnection(url);
    }
  }

  private static String run(String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")); // for a quick start
    command.addAll(List.of(options));
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), Application.class.getName()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("OPT_OUT_TRACKING");
    builder.environment().remove("DJL_OFFLINE");
    builder.environment().remove("DJL_CACHE_DIR");
    builder.environment().remove("ENGINE_CACHE_DIR");
    builder.environment().remove("XDC_CACHE");
    return new String(builder.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void nothingIsAskedOrReported() throws IOException {
    assertThat(run()).contains("sum 3.0").doesNotContain(ASKED);
  }

  /** As {@code XdcModel.load} does; functions that are compiled at run time need the engine. */
  @Test
  void nothingIsAskedWhereAnEncoderIsBuiltFirst(@TempDir Path home) throws IOException {
    assertThat(run("-D" + ENCODER_FIRST + "=true", "-Duser.home=" + home))
        .contains("sum 3.0")
        .doesNotContain(ASKED);
    assertThat(home.resolve(".djl.ai")).doesNotExist();
  }

  @Test
  void onlyOneClassAsksDjlForTheEngine() {
    noClasses()
        .that()
        .areNotAssignableTo(EngineStart.class)
        .should()
        .callMethod(Engine.class, "getEngine", String.class)
        .orShould()
        .callMethod(Engine.class, "getInstance")
        .orShould()
        .callMethod(NDManager.class, "newBaseManager")
        .check(
            new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.xdc"));
  }

  @Test
  void anApplicationsOwnChoiceStays() throws IOException {
    assertThat(run("-DOPT_OUT_TRACKING=false")).contains("sum 3.0").contains(ASKED);
  }

  @Test
  void librariesThatSomebodyPutAmongTheTemporaryFilesAreNotLoaded(@TempDir Path temp)
      throws IOException {
    Path planted = Files.createDirectories(temp.resolve(".djl.ai/pytorch"));
    String out = run("-Duser.home=/dev/null/none", "-Djava.io.tmpdir=" + temp);
    assertThat(out).contains("sum 3.0").contains("for this process alone");
    assertThat(planted).isEmptyDirectory();
    try (var left = Files.list(temp)) {
      assertThat(left).containsExactly(temp.resolve(".djl.ai")); // and none of its own
    }
  }

  /** DJL takes what it finds under the right name; nothing of it is used here. */
  @Test
  void librariesOfDjlsOwnCacheAreNotLoadedUnseen(@TempDir Path home) throws IOException {
    Platform platform = Platform.detectPlatform("pytorch");
    String name = platform.getVersion() + "-cpu-" + platform.getClassifier();
    Path other = Files.createDirectories(home.resolve(".djl.ai/pytorch").resolve(name));
    Files.writeString(other.resolve(System.mapLibraryName("torch")), "somebody's own");

    assertThat(run("-Duser.home=" + home)).contains("sum 3.0");

    Path library =
        home.resolve(".cache/xdc/engine/pytorch")
            .resolve(name)
            .resolve(System.mapLibraryName("c10"));
    byte[] sound = Files.readAllBytes(library);
    byte[] damaged = sound.clone();
    damaged[damaged.length / 2] ^= 1;
    Files.write(library, damaged);

    assertThat(run("-Duser.home=" + home)).contains("sum 3.0").contains("is made anew");
    assertThat(Files.readAllBytes(library)).isEqualTo(sound);
  }

  @Test
  void chosenLibrariesThatAreNotThereAreNamed(@TempDir Path temp) throws IOException {
    assertThat(run("-DPYTORCH_LIBRARY_PATH=" + temp))
        .contains("PYTORCH_LIBRARY_PATH is " + temp)
        .contains("or unset it")
        .doesNotContain("sum 3.0");
  }

  @Test
  void chosenFolderIsUsed(@TempDir Path temp) throws IOException {
    Path chosen = temp.resolve("chosen");
    String out = run("-Duser.home=/dev/null/none", "-DDJL_CACHE_DIR=" + chosen);
    assertThat(out).contains("sum 3.0").doesNotContain("for this process alone");
    assertThat(chosen.resolve("pytorch")).isNotEmptyDirectory();
  }
}
