package io.trainvae.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.trainvae.model.VaeSpec;
import java.io.Serializable;

/**
 * All settings that determine the result of a run. A preset is a file of this form in {@code
 * conf/presets}.
 *
 * @param preset the name of the preset it began as
 */
public record RunConfig(
    String preset,
    Data data,
    VaeSpec model,
    Objective objective,
    Optimiser optimiser,
    Train train,
    Evaluate evaluate,
    Decode decode,
    Checkpoints checkpoint) {

  /** The same with this number of workers. */
  public RunConfig withWorkers(int workers) {
    return withTrain(train.withWorkers(workers));
  }

  public RunConfig withEpochs(int epochs) {
    return withTrain(train.withEpochs(epochs));
  }

  private RunConfig withTrain(Train changed) {
    return new RunConfig(
        preset, data, model, objective, optimiser, changed, evaluate, decode, checkpoint);
  }

  /**
   * @param size of images, as {@code 128x128}, or {@code any}; ingested images are resized to it
   * @param includeTest whether to train on the test split too, as some published notebooks do; test
   *     figures then do not measure unseen images
   */
  public record Data(String size, @JsonProperty("include-test") boolean includeTest) {
    /** The value of {@link #size} that allows every size. */
    public static final String ANY = "any";
  }

  /**
   * The training objective.
   *
   * @param beta scales the divergence (Higgins et al. 2017)
   * @param warmUpEpochs over which beta grows from 0, in a straight line (Bowman et al. 2016)
   * @param importanceSamples latents drawn for an image; with more than one, the bound of Burda et
   *     al. 2016
   */
  public record Objective(
      Kl kl,
      double beta,
      @JsonProperty("warm-up-epochs") double warmUpEpochs,
      @JsonProperty("importance-samples") int importanceSamples)
      implements Serializable {
    /** The negative ELBO of Kingma and Welling 2014, eq. 10. */
    public static final Objective ELBO = new Objective(Kl.CLOSED_FORM, 1, 0, 1);

    /** How the divergence is computed. */
    public enum Kl {
      /** Exactly. */
      @JsonProperty("closed-form")
      CLOSED_FORM,
      /** As {@code log q(z|x) - log p(z)} of the latent drawn. */
      @JsonProperty("sampled")
      SAMPLED
    }

    /**
     * The factor of the divergence.
     *
     * @param epochs done so far, with a fraction
     */
    public double betaAt(double epochs) {
      return warmUpEpochs > 0 ? beta * Math.min(1, epochs / warmUpEpochs) : beta;
    }
  }

  /**
   * A rule for steps. All decay weights apart from it (Loshchilov and Hutter 2019).
   *
   * @param beta1 decay of the mean gradient per step; of sgd, its momentum
   * @param beta2 decay of the mean squared gradient per step
   * @param epsilon added to the root of the mean squared gradient
   * @param epsilonRule where adam adds it
   * @param weightDecay decoupled decay per step, times the learning rate; 0 for none
   */
  public record Optimiser(
      Type type,
      @JsonProperty("learning-rate") double learningRate,
      double beta1,
      double beta2,
      double epsilon,
      @JsonProperty("epsilon-rule") EpsilonRule epsilonRule,
      @JsonProperty("weight-decay") double weightDecay)
      implements Serializable {
    /** The optimiser of a model that is not trained. */
    public static final Optimiser NONE =
        new Optimiser(Type.ADAM, 1e-3, 0.9, 0.999, 1e-8, EpsilonRule.EPSILON_HAT, 0);

    /** The kinds of rules. */
    public enum Type {
      /** Kingma and Ba 2015, section 2. */
      @JsonProperty("adam")
      ADAM,
      /** Tieleman and Hinton 2012: the gradient over the root of its mean square. */
      @JsonProperty("rmsprop")
      RMSPROP,
      /** The gradient plus beta1 times the step before (Polyak 1964). */
      @JsonProperty("sgd")
      SGD
    }

    /** Kingma and Ba 2015, with moments m and v, rate a, and the step's number t. */
    public enum EpsilonRule {
      /**
       * Algorithm 1, PyTorch's: {@code a m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + epsilon)}.
       */
      @JsonProperty("bias-corrected")
      BIAS_CORRECTED,
      /**
       * The end of section 2, TensorFlow's, Keras's and DL4J's: {@code a sqrt(1 - beta2^t) / (1 -
       * beta1^t) m / (sqrt(v) + epsilon)}. In early steps the same epsilon weighs more, up to 32
       * times with a beta2 of 0.999.
       */
      @JsonProperty("epsilon-hat")
      EPSILON_HAT
    }

    /**
     * The epsilon that a step adds to the root of the uncorrected mean squared gradient.
     *
     * @param steps taken, this one included
     */
    public double stepEpsilon(long steps) {
      boolean corrected = type == Type.ADAM && epsilonRule == EpsilonRule.BIAS_CORRECTED;
      return corrected ? epsilon * rootCorrection(steps) : epsilon;
    }

    private double rootCorrection(long steps) {
      return Math.sqrt(1 - StrictMath.pow(beta2, steps));
    }

    /**
     * The factor of a step's direction: the learning rate with its bias correction.
     *
     * @param rate the learning rate now
     * @param steps taken, this one included
     */
    public double stepSize(double rate, long steps) {
      if (type != Type.ADAM) {
        return rate;
      }
      return rate * rootCorrection(steps) / (1 - StrictMath.pow(beta1, steps));
    }
  }

  /**
   * @param epochs passes over the training split
   * @param batch images in a minibatch of a single worker; of several, what {@link WorkerScaling}
   *     makes of it
   * @param workers data-parallel replicas; 0: one in local mode, on a cluster one for every slot
   * @param threads of a worker; 0: as many as its Spark task has cores. They decide no number
   * @param averagingFrequency minibatches of {@code batch} images that a worker trains on between
   *     two averagings
   * @param seed of initial weights, shuffles and noise
   * @param outer how averaging changes the parameters
   */
  public record Train(
      int epochs,
      int batch,
      int workers,
      int threads,
      WorkerScaling scaling,
      @JsonProperty("averaging-frequency") int averagingFrequency,
      @JsonProperty("averaging-growth") AveragingGrowth averagingGrowth,
      long seed,
      OuterStep outer,
      Schedule schedule,
      @JsonProperty("early-stopping") EarlyStopping earlyStopping) {
    Train withWorkers(int count) {
      return with(epochs, count);
    }

    Train withEpochs(int count) {
      return with(count, workers);
    }

    private Train with(int epochs, int workers) {
      return new Train(
          epochs,
          batch,
          workers,
          threads,
          scaling,
          averagingFrequency,
          averagingGrowth,
          seed,
          outer,
          schedule,
          earlyStopping);
    }
  }

  /**
   * How the learning rate changes from epoch to epoch.
   *
   * @param factor of the rate, for plateau and exponential
   * @param patience epochs without a new least figure that plateau lets pass
   * @param monitor the figure that plateau looks at
   * @param thresholdMode by how much that figure must fall to count as fallen
   * @param least the rate never falls below
   * @param warmUpEpochs over which the rate of each step grows from 0, in a straight line
   */
  public record Schedule(
      Type type,
      double factor,
      int patience,
      Monitor monitor,
      @JsonProperty("threshold-mode") ThresholdMode thresholdMode,
      double least,
      @JsonProperty("warm-up-epochs") double warmUpEpochs) {
    /** The same rate for all epochs. */
    public static final Schedule CONSTANT =
        new Schedule(Type.CONSTANT, 0.1, 5, Monitor.RECONSTRUCTION, ThresholdMode.ABSOLUTE, 0, 0);

    /** How far below the lowest value so far a figure must be to count as fallen. */
    public enum ThresholdMode {
      /** By more than 1e-4 of its least value, the default of PyTorch's ReduceLROnPlateau. */
      @JsonProperty("relative")
      RELATIVE,
      /** By more than 1e-4, the default of Keras's ReduceLROnPlateau. */
      @JsonProperty("absolute")
      ABSOLUTE
    }

    /** The kinds of schedules. */
    public enum Type {
      @JsonProperty("constant")
      CONSTANT,
      /** Times the factor, each time the figure has not fallen for more than patience epochs. */
      @JsonProperty("plateau")
      PLATEAU,
      /** Times the factor after every epoch. */
      @JsonProperty("exponential")
      EXPONENTIAL,
      /** Half a cosine from the rate to the least (Loshchilov and Hutter 2017). */
      @JsonProperty("cosine")
      COSINE
    }
  }

  /**
   * @param patience epochs without a new least figure after which training ends; 0 for never
   * @param monitor the figure
   */
  public record EarlyStopping(int patience, Monitor monitor) {
    public static final EarlyStopping NEVER = new EarlyStopping(0, Monitor.RECONSTRUCTION);
  }

  /** The figure of an epoch that schedule and early stopping watch. */
  public enum Monitor {
    /** Reconstruction term of the training images. */
    @JsonProperty("reconstruction")
    RECONSTRUCTION,
    /** Negative ELBO of the training images. */
    @JsonProperty("neg-elbo")
    NEG_ELBO,
    /** Negative ELBO of the test images, which evaluate.each-epoch computes. */
    @JsonProperty("test-neg-elbo")
    TEST_NEG_ELBO
  }

  /**
   * @param batch images encoded and decoded at once
   * @param seed of the one latent sample of each image
   * @param eachEpoch whether to evaluate the test split after every epoch of the training
   */
  public record Evaluate(int batch, long seed, @JsonProperty("each-epoch") boolean eachEpoch) {}

  /**
   * @param grid pictures along each side of the latent grid
   * @param range latent values run from -range to range
   * @param spacing of the latent values
   * @param direction in which the grid's second dimension runs
   * @param epochPictures whether samples and reconstructions are drawn after every epoch
   */
  public record Decode(
      int grid,
      double range,
      Spacing spacing,
      Direction direction,
      @JsonProperty("epoch-pictures") boolean epochPictures) {}

  /** The position of the lowest value of a grid's second dimension. */
  public enum Direction {
    /** At the bottom, as on a chart. */
    @JsonProperty("upwards")
    UPWARDS,
    /** At the top. */
    @JsonProperty("downwards")
    DOWNWARDS
  }

  /**
   * @param everyRounds averaging rounds between two checkpoints within an epoch; 0: none but the
   *     one after every epoch
   * @param keep number of recent checkpoints to keep, besides the best
   */
  public record Checkpoints(@JsonProperty("every-rounds") int everyRounds, int keep) {}

  /** How a grid's latent values are spaced. */
  public enum Spacing {
    /** Evenly. */
    @JsonProperty("linear")
    LINEAR,
    /** At evenly spaced quantiles of the standard normal distribution, from 5 % to 95 %. */
    @JsonProperty("quantile")
    QUANTILE
  }
}
