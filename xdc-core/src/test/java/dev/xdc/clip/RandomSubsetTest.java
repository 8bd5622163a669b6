package dev.xdc.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RandomSubsetTest {

  private static final List<String> IDS =
      IntStream.range(0, 1000).mapToObj(i -> "class" + i % 7 + "/video" + i + ".mp4").toList();

  private static Set<String> drawn(int size, long seed, List<String> ids) {
    int[] positions = new RandomSubset(size, seed).of(ids.size(), ids::get);
    assertThat(positions).isSorted().doesNotHaveDuplicates().hasSize(size);
    return Arrays.stream(positions).mapToObj(ids::get).collect(Collectors.toSet());
  }

  @Test
  void aSmallerSubsetIsPartOfALargerOne() {
    for (int size : new int[] {1, 10, 240, 999}) {
      assertThat(drawn(size + 1, 5, IDS)).containsAll(drawn(size, 5, IDS));
    }
    assertThat(drawn(1000, 5, IDS)).hasSize(1000);
  }

  @Test
  void theOrderOfTheVideosDoesNotMatter() {
    List<String> turned = IDS.stream().sorted(Comparator.reverseOrder()).toList();
    assertThat(turned).isNotEqualTo(IDS);
    assertThat(drawn(300, 5, turned)).isEqualTo(drawn(300, 5, IDS));
  }

  @Test
  void videosThatAreAddedOnlyTakeThePlaceOfOthers() {
    List<String> fewer = IDS.subList(0, 900);
    Set<String> before = drawn(300, 5, fewer);
    Set<String> after = drawn(300, 5, IDS);
    Set<String> added = Set.copyOf(IDS.subList(900, 1000));
    assertThat(after.stream().filter(id -> !added.contains(id))).allMatch(before::contains);
    assertThat(after).isNotEqualTo(before);
  }

  // 300 of 1000 twice: 90 in common are expected, with a deviation of 8
  @Test
  void seedsDrawIndependently() {
    Set<String> common = drawn(300, 5, IDS);
    common.retainAll(drawn(300, 6, IDS));
    assertThat(common).hasSizeBetween(55, 125);
  }

  // 300 of 1000: of 7 classes about 43 each, with a deviation of 5
  @Test
  void likeIdsAreDrawnIndependently() {
    for (int c = 0; c < 7; c++) {
      String name = "class" + c;
      assertThat(drawn(300, 5, IDS).stream().filter(id -> id.startsWith(name)).count())
          .isBetween(20L, 66L);
    }
  }

  // the two smallest ranks as computed in Python by the same definition: f -0.07e18, a 0.73e18
  @Test
  void theDrawNeverChanges() {
    List<String> ids = List.of("a.mp4", "b.mp4", "c.mp4", "d.mp4", "e.mp4", "f.mp4");
    assertThat(drawn(2, 1, ids)).containsExactlyInAnyOrder("f.mp4", "a.mp4");
  }

  @Test
  void rejectsMoreVideosThanThereAre() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RandomSubset(11, 1).of(10, IDS::get))
        .withMessageContaining("subset is 11, but there are only 10 videos");
    assertThatIllegalArgumentException().isThrownBy(() -> new RandomSubset(0, 1));
  }
}
