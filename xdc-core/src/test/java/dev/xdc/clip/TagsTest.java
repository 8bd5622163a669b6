package dev.xdc.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class TagsTest {

  @Test
  void classesOfAVideoAreSortedAndKeptOnce() {
    int[][] given = {{2, 0, 2}, {}, {1}};
    Tags tags = new Tags(given, List.of("a", "b", "c"));
    assertThat(tags.classes()).isDeepEqualTo(new int[][] {{0, 2}, {}, {1}});
    assertThat(given[0]).as("the caller's").containsExactly(2, 0, 2);
    assertThat(tags.count()).isEqualTo(3);
  }

  @Test
  void refusesAClassWithoutAName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Tags(new int[][] {{0}, {1, 3}}, List.of("a", "b", "c")))
        .withMessage("a tag of video 1 is 3, must be in [0, 3)");
  }
}
