package io.trainvae.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.Serializable;

/**
 * What averaging makes of the parameters. With x those that a round began with, m the workers' mean
 * after it, and {@code d = x - m}, the next round begins with {@code x - rate d}, or with one that
 * has a velocity v, which is 0 at first. The plain step with a rate of 1 is the mean itself. A
 * single worker has no outer step.
 *
 * <p>The optimiser's moments are averaged as well, or reset, but are never the workers' own: all
 * that a training keeps from round to round would then grow with the workers, and they would have
 * to be as many when it is resumed.
 *
 * @param rate of the step
 * @param momentum what is left of the velocity after a round; plain has none
 * @param moments what becomes of the optimiser's moments
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

  /** What becomes of the optimiser's moments after a round. */
  public enum Moments {
    /** Their mean over the workers, weighted by images. */
    @JsonProperty("averaged")
    AVERAGED,
    /**
     * Every round begins with moments of 0, and counts its steps from 1, which is what the
     * correction of their bias goes by.
     */
    @JsonProperty("reset")
    RESET
  }

  /** Whether the next round begins with the mean itself. */
  public boolean leavesMean() {
    return type == Type.PLAIN && rate == 1;
  }

  /** Whether a velocity is kept from round to round. */
  public boolean hasVelocity() {
    return type != Type.PLAIN && momentum > 0;
  }

  /** Whether every round begins with moments of 0. */
  public boolean resetsMoments() {
    return moments == Moments.RESET;
  }
}
