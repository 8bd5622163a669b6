package dev.xdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import dev.xdc.clip.Modality;
import dev.xdc.clip.SyntheticClips;
import dev.xdc.feature.FeatureBank;
import dev.xdc.train.Progress;
import dev.xdc.train.XdcListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Native memory is not freed under a thread that computes with it: that ended the JVM. */
class CloseWhileUsedTest {
  private static final int CYCLES = Integer.getInteger("xdc.test.cycles", 60);
  private static final int THREADS = 3;

  private static XdcModel model() {
    return new XdcModel(
        TinyRuns.SPEC, List.of(TinyRuns.audio().initialize(Device.cpu(), 1)), Map.of());
  }

  @Test
  void modelIsClosedWhenNobodyEmbedsAndRefusesFromThenOn() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    try {
      for (int cycle = 0; cycle < CYCLES; cycle++) {
        XdcModel model = model();
        CountDownLatch embedding = new CountDownLatch(THREADS);
        List<Future<IllegalStateException>> ends = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
          ends.add(pool.submit(() -> embedUntilRefused(model, embedding)));
        }
        embedding.await();
        model.close();
        for (Future<IllegalStateException> end : ends) {
          assertThat(end.get()).hasMessage("the model is closed");
        }
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private static IllegalStateException embedUntilRefused(XdcModel model, CountDownLatch embedding)
      throws Exception {
    try (SyntheticClips clips = new SyntheticClips(TinyRuns.SPEC, 8, 2, 0.3, 1)) {
      while (true) {
        try (FeatureBank rows = model.embed(clips, Modality.AUDIO, 1)) {
          assertThat(rows.rows()).isEqualTo(8);
        } catch (IllegalStateException e) {
          return e;
        } finally {
          embedding.countDown();
        }
      }
    }
  }

  @Test
  void threadThatEmbedsCannotCloseTheModel() throws Exception {
    try (SyntheticClips clips = TinyRuns.clips();
        XdcModel model = model()) {
      ClipRule rule = new ClipRule(1, false);
      assertThatThrownBy(() -> model.items(clips, Modality.AUDIO, rule, done -> model.close()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("cannot be closed by the thread that uses it");
      model.items(clips, Modality.AUDIO, rule, done -> {}).close();
    }
  }

  @Test
  void closedTrainerStopsItsRunWhichResumes(@TempDir Path folder) throws Exception {
    CountDownLatch training = new CountDownLatch(1);
    XdcListener began =
        new XdcListener() {
          @Override
          public void onProgress(Progress progress) {
            if (progress.work() == Progress.Work.TRAIN) {
              training.countDown();
            }
          }
        };
    try (SyntheticClips clips = TinyRuns.clips()) {
      XdcTrainer trainer = TinyRuns.trainer(clips).optOutputDir(folder).addListener(began).build();
      AtomicReference<Throwable> end = new AtomicReference<>();
      Thread run =
          new Thread(
              () -> {
                try {
                  trainer.fit().close();
                } catch (Exception e) {
                  end.set(e);
                }
              });
      run.start();
      training.await();
      trainer.close();
      run.join();
      assertThat(end.get()).isInstanceOf(RunStoppedException.class);
      try (XdcTrainer again = TinyRuns.trainer(clips).optOutputDir(folder).build()) {
        again.fit().close();
      }
    }
  }

  @Test
  void closedTrainerDoesNotTrain() throws IOException {
    try (SyntheticClips clips = TinyRuns.clips()) {
      XdcTrainer trainer = TinyRuns.trainer(clips).build();
      trainer.close();
      assertThatThrownBy(trainer::fit)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the trainer is closed");
    }
  }
}
