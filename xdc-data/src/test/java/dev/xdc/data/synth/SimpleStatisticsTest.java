package dev.xdc.data.synth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xdc.Preset;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.eval.EmbeddingSource;
import dev.xdc.eval.LinearProbe;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SimpleStatisticsTest {

  private static final int CHANCE = 100 / SyntheticCorpus.CLASSES;

  private static RenderedCorpus train;
  private static RenderedCorpus test;

  @BeforeAll
  static void render() {
    ClipSpec spec =
        Preset.demo().clip().toBuilder()
            .optFramesPerSecond(RenderedCorpus.FRAMES_PER_SECOND)
            .optShortSide(RenderedCorpus.SIDE)
            .optCrop(RenderedCorpus.SIDE)
            .build();
    SyntheticCorpus corpus = new SyntheticCorpus(3, 360, 240);
    train = new RenderedCorpus(corpus, "train", corpus.trainClips(), spec);
    test = new RenderedCorpus(corpus, "test", corpus.testClips(), spec);
  }

  @AfterAll
  static void forget() {
    train = null;
    test = null;
  }

  // They must tell something, or the first clustering is noise, and must leave much to learn.
  @ParameterizedTest
  @EnumSource
  void tellTheClassInPart(Modality modality) throws IOException {
    double percent =
        100
            * new LinearProbe(Preset.demo().protocol())
                .run(EmbeddingSource.handCrafted(modality), train, test, done -> {})
                .top1();
    assertThat(percent).isBetween(3.0 * CHANCE, 75.0);
  }
}
