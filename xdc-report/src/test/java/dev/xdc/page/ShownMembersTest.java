package dev.xdc.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShownMembersTest {
  private static final float NONE = Float.NaN;

  private static ClusterView view(int perVideo, int[] clusters, float... distances) {
    return new ClusterView("video", null, "test", 3, perVideo, clusters, distances, null, null);
  }

  private static List<Integer> videos(ShownMembers shown, List<Integer> tiles) {
    return tiles.stream().map(i -> shown.tiles().get(i).video()).toList();
  }

  @Test
  void nearestComeFirstAndFarthestLast() {
    int[] clusters = {0, 0, 1, 0, -1, 0};
    ShownMembers shown = new ShownMembers(List.of(view(1, clusters, 4, 1, 9, 3, NONE, 2)), 2);
    ShownMembers.Groups first = shown.groups(0).get(0);

    assertThat(videos(shown, first.nearest())).containsExactly(1, 5);
    assertThat(videos(shown, first.farthest())).containsExactly(0, 3);
    assertThat(videos(shown, first.random()))
        .hasSize(2)
        .doesNotHaveDuplicates()
        .isSubsetOf(0, 1, 3, 5);
    assertThat(videos(shown, shown.groups(0).get(1).nearest())).containsExactly(2);
    assertThat(shown.groups(0).get(2).random()).isEmpty();
  }

  @Test
  void withoutDistancesMembersAreDrawnAtRandom() {
    int[] clusters = {0, 0, 0};
    ShownMembers shown = new ShownMembers(List.of(view(1, clusters, NONE, NONE, NONE)), 2);

    assertThat(shown.groups(0).get(0).nearest()).isEmpty();
    assertThat(shown.groups(0).get(0).random()).hasSize(2);
  }

  @Test
  void aVideoThatTwoViewsShowHasOneTile() {
    ClusterView view = view(1, new int[] {0, 1}, 1, 1);

    assertThat(new ShownMembers(List.of(view, view), 4).tiles()).hasSize(2);
  }

  @Test
  void clipsOfAVideoHaveTilesOfTheirOwn() {
    ShownMembers shown = new ShownMembers(List.of(view(2, new int[] {0, 0, 1, 0}, 1, 2, 3, 4)), 9);

    assertThat(shown.tiles()).contains(new ShownMembers.Tile(1, 1, 2)).hasSize(4);
    assertThat(new ShownMembers.Tile(1, 1, 2).middle()).isEqualTo(0.75);
  }
}
