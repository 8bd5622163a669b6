package dev.xdc.suite.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class WindowFeaturesTest {

  @Test
  void eachIdHasAFileOfItsOwnWithinTheFolder() {
    List<String> ids =
        List.of(
            "12:30.mp4",
            "12_30.mp4",
            "12%3A30.mp4",
            "../x.mp4",
            "./x.mp4",
            "x.mp4",
            "/x.mp4",
            "_/x.mp4",
            "%/x.mp4",
            "a\\b.mp4",
            "a/b.mp4",
            "a//b.mp4",
            "a/../b.mp4");
    Path folder = Path.of("features").toAbsolutePath();
    List<Path> files =
        ids.stream().map(id -> folder.resolve(WindowFeatures.safe(id)).normalize()).toList();
    assertThat(files).doesNotHaveDuplicates().allMatch(file -> file.startsWith(folder));
    assertThat(WindowFeatures.safe("talks/day 1.mp4#t=1,2")).isEqualTo("talks/day 1.mp4#t=1,2");
  }

  @Test
  void namesOfAllTheLettersThatThereMayBeHaveRoomForAnEnding() {
    String longest = "\u00e9".repeat(125) + ".mp4";
    String first = WindowFeatures.safe("a/" + longest + "1");
    assertThat(first)
        .startsWith("a/\u00e9")
        .isNotEqualTo(WindowFeatures.safe("a/" + longest + "2"));
    assertThat(first.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(240);
  }
}
