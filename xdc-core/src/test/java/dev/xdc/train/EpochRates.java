package dev.xdc.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Learning rates as tables print them, an epoch each. */
public final class EpochRates {
  private static final int STEPS = 1000;

  private EpochRates() {}

  /** Checks the number of epochs and the rate of the last step of each. */
  public static void assertRates(Schedule schedule, double... rates) {
    assertThat(schedule.epochs()).isEqualTo(rates.length);
    for (int epoch = 1; epoch <= rates.length; epoch++) {
      assertThat(schedule.rate((long) epoch * STEPS - 1, STEPS))
          .as("epoch %s", epoch)
          .isCloseTo(rates[epoch - 1], within(1e-12));
    }
  }
}
