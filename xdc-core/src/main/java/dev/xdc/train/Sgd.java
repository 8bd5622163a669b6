package dev.xdc.train;

import java.io.Serializable;

/**
 * Stochastic gradient descent by PyTorch's rule, which stays right while the learning rate changes:
 * g += wd w; v = m v + g; w -= lr (nesterov ? g + m v : v).
 *
 * @param momentum m, in [0, 1); not stated by the paper, 0.9 in its code family
 * @param nesterov whether to look ahead; not stated by the paper, on in its code family
 * @param weightDecay wd, at least 0 (paper, Table 9: 1e-4)
 * @param decayed the parameters with weight decay; wd is 0 for all others. Not stated by the paper,
 *     {@link DecayedParameters#WEIGHTS_AND_SCALES} in its code family
 */
public record Sgd(double momentum, boolean nesterov, double weightDecay, DecayedParameters decayed)
    implements Serializable {

  /** Checks every setting against its range. */
  public Sgd {
    if (!(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException("Sgd.momentum is " + momentum + ", must be in [0, 1)");
    }
    if (!(weightDecay >= 0)) {
      throw new IllegalArgumentException(
          "Sgd.weightDecay is " + weightDecay + ", must be at least 0");
    }
    if (nesterov && momentum == 0) {
      throw new IllegalArgumentException("Sgd.nesterov needs a momentum above 0");
    }
  }

  /** Nesterov momentum 0.9 with the given weight decay on weights and scales. */
  public static Sgd nesterov(double weightDecay) {
    return new Sgd(0.9, true, weightDecay, DecayedParameters.WEIGHTS_AND_SCALES);
  }
}
