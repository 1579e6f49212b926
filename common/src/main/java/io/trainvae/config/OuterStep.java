package io.trainvae.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.Serializable;

/**
 * How averaging changes the parameters. Let x be the parameters at the beginning of a round, m the
 * workers' mean after it, and {@code d = x - m}. The next round begins with {@code x - rate d}, or
 * uses a velocity v, which is 0 at first. The plain step with a rate of 1 is the mean itself. A
 * single worker has no outer step.
 *
 * <p>The optimiser's moments are averaged as well, or reset, but are never the workers' own: all
 * that a training keeps from round to round would then grow with the workers, and they would have
 * to be as many when it is resumed.
 *
 * @param rate of the step
 * @param momentum the factor of the velocity from round to round; plain has none
 * @param moments how the optimiser's moments change
 */
public record OuterStep(Type type, double rate, double momentum, Moments moments)
    implements Serializable {
  /** The mean, of parameters and moments (McDonald, Hall and Mann 2010). */
  public static final OuterStep MEAN = new OuterStep(Type.PLAIN, 1, 0.5, Moments.AVERAGED);

  /** The kinds of steps. */
  public enum Type {
    /** {@code x - rate d}. */
    @JsonProperty("plain")
    PLAIN,
    /**
     * {@code v = momentum v + d}, then {@code x - rate v}: SlowMo (Wang et al. 2020), block
     * momentum (Chen and Huo 2016).
     */
    @JsonProperty("heavy-ball")
    HEAVY_BALL,
    /**
     * {@code v = momentum v + d}, then {@code x - rate (d + momentum v)}: DiLoCo (Douillard 2023).
     */
    @JsonProperty("nesterov")
    NESTEROV
  }

  /** How the optimiser's moments change after a round. */
  public enum Moments {
    /** The moments become their mean over the workers, weighted by images. */
    @JsonProperty("averaged")
    AVERAGED,
    /**
     * Every round begins with moments of 0 and counts its steps from 1, which their bias correction
     * uses.
     */
    @JsonProperty("reset")
    RESET
  }

  /** Whether the next round begins with the mean itself. */
  public boolean leavesMean() {
    return type == Type.PLAIN && rate == 1;
  }

  /** Whether there is a velocity that is kept from round to round. */
  public boolean hasVelocity() {
    return type != Type.PLAIN && momentum > 0;
  }

  /** Whether every round begins with moments of 0. */
  public boolean resetsMoments() {
    return moments == Moments.RESET;
  }
}
