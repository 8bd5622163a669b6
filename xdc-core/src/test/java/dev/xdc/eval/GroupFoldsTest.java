package dev.xdc.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GroupFoldsTest {

  @Test
  void groupsStayTogetherAndClassesAreSpread() {
    int[] groups = IntStream.range(0, 120).map(i -> i / 2).toArray();
    int[] labels = IntStream.range(0, 120).map(i -> i / 2 % 3).toArray();
    int[] folds = GroupFolds.of(groups, labels, 5, 1);
    int[][] counts = new int[5][3];
    for (int i = 0; i < 120; i++) {
      assertThat(folds[i]).isEqualTo(folds[i ^ 1]);
      counts[folds[i]][labels[i]]++;
    }
    assertThat(counts)
        .isDeepEqualTo(new int[][] {{8, 8, 8}, {8, 8, 8}, {8, 8, 8}, {8, 8, 8}, {8, 8, 8}});
  }

  @Test
  void fewGroupsAreTheFolds() {
    int[] groups = {9, 9, 4, 4, 7, 7};
    int[] folds = GroupFolds.of(groups, new int[6], 5, 1);
    assertThat(Arrays.stream(folds).distinct().count()).isEqualTo(3);
    assertThat(folds[0]).isEqualTo(folds[1]);
  }

  @Test
  void theSeedDecides() {
    int[] groups = IntStream.range(0, 50).toArray();
    int[] once = GroupFolds.of(groups, new int[50], 5, 1);
    assertThat(GroupFolds.of(groups, new int[50], 5, 1)).isEqualTo(once);
    assertThat(GroupFolds.of(groups, new int[50], 5, 2)).isNotEqualTo(once);
  }

  @Test
  void rejectsASingleGroup() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GroupFolds.of(new int[4], new int[4], 5, 1))
        .withMessageContaining("of 1 groups");
  }
}
