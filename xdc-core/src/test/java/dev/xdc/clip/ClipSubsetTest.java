package dev.xdc.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClipSubsetTest {
  private static final ClipSpec SPEC =
      ClipSpec.paper().toBuilder()
          .optFrames(2)
          .optShortSide(8)
          .optCrop(8)
          .optAudioFrames(6)
          .optMelBands(4)
          .build();
  private final SyntheticClips whole = new SyntheticClips(SPEC, 10, 3, 0.1, 5);

  @Test
  void namesAndLabelsAreThoseOfTheWhole() {
    ClipSubset subset = new ClipSubset(whole, new int[] {7, 2});
    assertThat(subset.size()).isEqualTo(2);
    assertThat(subset.id(0)).isEqualTo(whole.id(7));
    assertThat(subset.labels().get().classes()).containsExactly(1, 2);
    assertThat(subset.labels().get().count()).isEqualTo(3);
    assertThat(subset.tags()).isEmpty();
  }

  @Test
  void readsTheSameClipsUnderItsOwnNumbers() throws IOException {
    ClipSubset subset = new ClipSubset(whole, new int[] {7, 2});
    List<ClipRequest> own = List.of(ClipRequest.random(1, 9), ClipRequest.centre(0));
    List<ClipRequest> same =
        List.of(
            new ClipRequest(2, own.get(0).position(), true, own.get(0).augmentationSeed()),
            ClipRequest.centre(7));
    try (ClipReader mine = subset.read(Set.of(Modality.AUDIO), own, 2);
        ClipReader theirs = whole.read(Set.of(Modality.AUDIO), same, 2)) {
      ClipBatch a = mine.next();
      ClipBatch b = theirs.next();
      assertThat(a.clips()).isEqualTo(own);
      assertThat(a.positions()).containsExactly(0, 1);
      for (int row = 0; row < 2; row++) {
        assertThat(a.row(Modality.AUDIO, row)).isEqualTo(b.row(Modality.AUDIO, row));
      }
      assertThat(mine.next()).isNull();
    }
  }

  @Test
  void aRandomSubsetSaysWhereItIsFrom() {
    RandomSubset four = new RandomSubset(4, 9);
    ClipSubset subset = ClipSubset.random(whole, four);
    assertThat(subset.size()).isEqualTo(4);
    int[] expected = four.of(10, whole::id);
    for (int i = 0; i < 4; i++) {
      assertThat(subset.id(i)).isEqualTo(whole.id(expected[i]));
    }
    assertThat(subset.origin()).contains("4 of 10 videos at random, seed 9");
    assertThat(new ClipSubset(subset, new int[] {0}).origin()).isEqualTo(subset.origin());
    assertThat(whole.origin()).isEmpty();
  }

  @Test
  void rejectsVideosThatAreNotThereOrTwice() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ClipSubset(whole, new int[] {10}))
        .withMessageContaining("video 10 of 10");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ClipSubset(whole, new int[] {1, 1}))
        .withMessageContaining("twice");
    assertThatIllegalArgumentException().isThrownBy(() -> new ClipSubset(whole, new int[0]));
  }
}
