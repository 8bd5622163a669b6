package dev.xdc.data.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Names of natives on systems that the tests do not run on. */
class PlatformsTest {
  private final Locale usual = Locale.getDefault();

  @AfterEach
  void restoreLocale() {
    Locale.setDefault(usual);
  }

  @ParameterizedTest
  @CsvSource({
    "Linux,      amd64,   linux-x86_64",
    "Linux,      aarch64, linux-arm64",
    "Linux,      ppc64le, linux-ppc64le",
    "Windows 11, amd64,   windows-x86_64",
    "Windows Server 2022, amd64, windows-x86_64",
    "Mac OS X,   aarch64, macosx-arm64",
    "Mac OS X,   x86_64,  macosx-x86_64",
  })
  void ffmpegIsLookedForUnderTheNameOfTheSystem(String os, String arch, String name) {
    assertThat(BundledFfmpeg.platform(os, arch)).isEqualTo(name);
    Locale.setDefault(Locale.forLanguageTag("tr")); // where I is not the capital of i
    assertThat(BundledFfmpeg.platform(os.toUpperCase(Locale.ROOT), arch)).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({"Windows 10, ffmpeg.exe", "Linux, ffmpeg", "Mac OS X, ffmpeg", "Darwin, ffmpeg"})
  void programsHaveAnEndingOnWindowsOnly(String os, String file) {
    assertThat(FfmpegPrograms.fileName("ffmpeg", os)).isEqualTo(file);
  }

  @Test
  void profilesOfTheNativesChooseTheJarsThatAreLookedFor() throws Exception {
    Map<String, String> names =
        Map.of("Linux", "Linux", "windows", "Windows 11", "mac", "Mac OS X");
    List<String> torch = new ArrayList<>();
    for (Element profile : elements(pom(), "profile")) {
      Element system = elements(profile, "os").get(0);
      String os = names.get(text(system, elements(system, "name").isEmpty() ? "family" : "name"));
      String expected = BundledFfmpeg.platform(os, text(system, "arch"));
      for (Element dependency : elements(profile, "dependency")) {
        if (text(dependency, "artifactId").startsWith("pytorch")) {
          torch.add(text(dependency, "classifier"));
        } else {
          assertThat(text(dependency, "classifier")).as(os).isEqualTo(expected);
        }
      }
    }
    assertThat(torch).containsExactly("linux-x86_64", "linux-aarch64", "win-x86_64", "osx-aarch64");
  }

  private static Element pom() throws Exception {
    Document pom =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(Path.of("../xdc-natives/pom.xml").toFile());
    return pom.getDocumentElement();
  }

  private static List<Element> elements(Element parent, String name) {
    NodeList found = parent.getElementsByTagName(name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      elements.add((Element) found.item(i));
    }
    return elements;
  }

  private static String text(Element parent, String name) {
    return elements(parent, name).get(0).getTextContent();
  }
}
