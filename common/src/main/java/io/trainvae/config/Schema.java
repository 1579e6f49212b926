package io.trainvae.config;

import static io.trainvae.config.Key.key;
import static io.trainvae.config.Kinds.between;
import static io.trainvae.config.Kinds.choice;
import static io.trainvae.config.Kinds.flag;
import static io.trainvae.config.Kinds.fromBelow;
import static io.trainvae.config.Kinds.integer;
import static io.trainvae.config.Kinds.list;
import static io.trainvae.config.Kinds.name;
import static io.trainvae.config.Kinds.number;
import static io.trainvae.config.Kinds.size;
import static io.trainvae.config.Kinds.variants;
import static io.trainvae.config.Section.section;
import static java.util.Map.entry;

import io.trainvae.model.Activation;
import io.trainvae.model.Binarisation;
import io.trainvae.model.LayerSpec;
import io.trainvae.model.Likelihood;
import io.trainvae.model.WeightInit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Every key of a configuration: its bounds, default and meaning. A new component of {@link
 * RunConfig} needs one line here.
 */
final class Schema {

  private static final Key ACTIVATION =
      key("activation", choice(Activation.class), "function after the layer");
  private static final Key FILTERS = key("filters", integer(1, 65_536), "channels of the output");
  private static final Key KERNEL =
      key("kernel", integer(1, 99), "pixels along a side of the window").orElse(3);
  private static final Key STRIDE = key("stride", integer(1, 99), "pixels between windows");

  private static final Section DENSE =
      section(key("units", integer(1, 65_536), "outputs"), ACTIVATION);

  private static final Section CONVOLUTION =
      section(
          FILTERS,
          KERNEL,
          STRIDE.orElse(1),
          key("padding", choice(LayerSpec.Padding.class), "at the edges").orElse("same"),
          ACTIVATION);

  private static final Section TRANSPOSED = section(FILTERS, KERNEL, STRIDE.orElse(1), ACTIVATION);

  private static final Section NORMALISATION =
      section(
          key("groups", integer(1, 65_536), "of channels with one mean; 1: layer normalisation")
              .orElse(1),
          ACTIVATION.orElse("identity"));

  private static final Kind ENCODER_LAYER =
      variants(
          "type",
          entry("convolution", CONVOLUTION),
          entry("dense", DENSE),
          entry("normalisation", NORMALISATION),
          entry(
              "residual",
              residual(
                  entry("convolution", CONVOLUTION),
                  entry("dense", DENSE),
                  entry("normalisation", NORMALISATION))));

  private static final Kind DECODER_LAYER =
      variants(
          "type",
          entry("dense", DENSE),
          entry(
              "dense-image",
              section(
                  FILTERS,
                  key("downscale", integer(1, 9_999), "image rows for one row of this one"),
                  ACTIVATION)),
          entry("transposed-convolution", TRANSPOSED),
          entry(
              "upsampling",
              section(key("factor", integer(2, 99), "output rows for one of the input").orElse(2))),
          entry("convolution", CONVOLUTION),
          entry("normalisation", NORMALISATION),
          entry(
              "residual",
              residual(
                  entry("dense", DENSE),
                  entry("transposed-convolution", TRANSPOSED),
                  entry("convolution", CONVOLUTION),
                  entry("normalisation", NORMALISATION))));

  @SafeVarargs
  private static Section residual(Map.Entry<String, Section>... layers) {
    return section(
        key("layers", list(variants("type", layers), 16), "to whose result their input is added"),
        ACTIVATION.orElse("identity"));
  }

  private static final Section DATA =
      section(
          key("size", size(), "of images; what is ingested for the run is resized to it")
              .orElse(RunConfig.Data.ANY),
          key("include-test", flag(), "whether to train on the test split too").orElse(false));

  private static final Section MODEL =
      section(
          key("encoder", list(ENCODER_LAYER, 32), "hidden layers from the image to the latent"),
          key("latent", integer(1, 4_096), "latent dimensions"),
          key("decoder", list(DECODER_LAYER, 32), "hidden layers from the latent to the image"),
          key("output-kernel", integer(1, 99), "of the convolution after a decoder's image")
              .orElse(3),
          key("likelihood", choice(Likelihood.class), "of a pixel given the latent")
              .orElse("bernoulli"),
          key(
                  "pixel-variance",
                  between(0, 100),
                  "of a pixel, if the likelihood is gaussian or linear-gaussian")
              .orElse(0.1),
          key("binarisation", choice(Binarisation.class), "of the grey levels").orElse("none"),
          key("classes", integer(0, 256), "labels the model is conditional on; 0: none").orElse(0),
          key("weight-init", choice(WeightInit.class), "how weights start")
              .orElse("uniform-fan-in"));

  private static final Section OBJECTIVE =
      section(
          key("kl", choice(RunConfig.Objective.Kl.class), "how the divergence is computed")
              .orElse("closed-form"),
          key("beta", number(0, 1_000), "what the divergence is scaled by").orElse(1.0),
          key("warm-up-epochs", number(0, 100_000), "over which beta grows from 0").orElse(0.0),
          key("importance-samples", integer(1, 10_000), "latents for each image").orElse(1));

  private static final Section OPTIMISER =
      section(
          key("type", choice(RunConfig.Optimiser.Type.class), "rule for steps").orElse("adam"),
          key("learning-rate", between(0, 10), "step size"),
          key("beta1", fromBelow(0, 1), "decay of the mean gradient, per step; sgd's momentum")
              .orElse(0.9),
          key("beta2", fromBelow(0, 1), "decay of the mean squared gradient, per step")
              .orElse(0.999),
          key("epsilon", between(0, 1), "added to the root of the mean squared gradient")
              .orElse(1e-8),
          key(
                  "epsilon-rule",
                  choice(RunConfig.Optimiser.EpsilonRule.class),
                  "adam's epsilon added to the bias-corrected root, as PyTorch has it, or before the"
                      + " correction, as TensorFlow has it")
              .orElse("epsilon-hat"),
          key("weight-decay", number(0, 1), "decoupled decay per step, times the learning rate")
              .orElse(0.0));

  private static final Section SCHEDULE =
      section(
          key("type", choice(RunConfig.Schedule.Type.class), "how the learning rate changes")
              .orElse("constant"),
          key("factor", between(0, 1), "what plateau and exponential multiply the rate by")
              .orElse(0.1),
          key("patience", integer(0, 100_000), "epochs without progress that plateau lets pass")
              .orElse(5),
          key("monitor", choice(RunConfig.Monitor.class), "figure that plateau looks at")
              .orElse("reconstruction"),
          key(
                  "threshold-mode",
                  choice(RunConfig.Schedule.ThresholdMode.class),
                  "whether plateau's figure must fall by 1e-4 of its least value, as PyTorch has it,"
                      + " or by 1e-4, as Keras has it")
              .orElse("absolute"),
          key("least", number(0, 10), "the rate never falls below").orElse(0.0),
          key(
                  "warm-up-epochs",
                  number(0, 100_000),
                  "over which the rate grows from 0, step by step")
              .orElse(0.0));

  private static final Section SCALING =
      section(
          key(
                  "batch-exponent",
                  number(0, 1),
                  "a worker's minibatch has batch / workers^this images")
              .orElse(0.0),
          key("least-batch", integer(1, 65_536), "images in a minibatch made smaller so").orElse(1),
          key(
                  "learning-rate-exponent",
                  number(0, 1),
                  "the learning rate is multiplied by workers^this")
              .orElse(0.0));

  private static final Section GROWTH =
      section(
          key(
                  "first-frequency",
                  integer(0, 1_000_000),
                  "minibatches between two averagings in the first epoch; 0: as in all")
              .orElse(0),
          key(
                  "epochs",
                  number(0, 100_000),
                  "over which they grow to averaging-frequency, by the same factor every epoch")
              .orElse(1.0));

  private static final Section EARLY_STOPPING =
      section(
          key("patience", integer(0, 100_000), "epochs without progress; 0: never stop early")
              .orElse(0),
          key("monitor", choice(RunConfig.Monitor.class), "figure that must fall")
              .orElse("reconstruction"));

  private static final Section OUTER =
      section(
          key("type", choice(OuterStep.Type.class), "step from a round's begin to the mean")
              .orElse("plain"),
          key("rate", between(0, 10), "of the step; of plain, 1 is the mean itself").orElse(1.0),
          key("momentum", fromBelow(0, 1), "of heavy-ball and nesterov, per round").orElse(0.5),
          key("moments", choice(OuterStep.Moments.class), "the optimiser's, after a round")
              .orElse("averaged"));

  private static final Section TRAIN =
      section(
          key("epochs", integer(1, 100_000), "passes over the training split"),
          key("batch", integer(1, 65_536), "images in a minibatch of a single worker"),
          key("workers", integer(0, 10_000), "replicas; 0: one, on a cluster one for every slot")
              .orElse(0),
          key("threads", integer(0, 1_024), "of a worker; 0: its share of cores, spark.task.cpus")
              .orElse(0),
          key("scaling", SCALING, "of minibatch and learning rate with the number of workers"),
          key("averaging-frequency", integer(1, 1_000_000), "minibatches between two averagings")
              .orElse(10),
          key("averaging-growth", GROWTH, "of the minibatches between two averagings"),
          key("seed", integer(0, Long.MAX_VALUE), "of initial weights, shuffles and noise")
              .orElse(0),
          key("outer", OUTER, "what averaging makes of the parameters"),
          key("schedule", SCHEDULE, "of the learning rate"),
          key("early-stopping", EARLY_STOPPING, "when training ends before its epochs"));

  private static final Section EVALUATE =
      section(
          key("batch", integer(1, 65_536), "images encoded and decoded at once").orElse(500),
          key("seed", integer(0, Long.MAX_VALUE), "of the one latent sample of each image")
              .orElse(0),
          key("each-epoch", flag(), "whether training evaluates the test split after every epoch")
              .orElse(false));

  private static final Section DECODE =
      section(
          key("grid", integer(2, 100), "pictures along each side of the latent grid").orElse(20),
          key("range", between(0, 100), "latent values run from -range to range").orElse(2.5),
          key("spacing", choice(RunConfig.Spacing.class), "of the latent values").orElse("linear"),
          key("direction", choice(RunConfig.Direction.class), "of the grid's second dimension")
              .orElse("downwards"),
          key("epoch-pictures", flag(), "whether pictures are drawn after every epoch")
              .orElse(false));

  private static final Section CHECKPOINT =
      section(
          key("every-rounds", integer(0, 1_000_000), "rounds between two; 0: after epochs only")
              .orElse(0),
          key("keep", integer(1, 1_000), "number of the last ones to keep, besides the best")
              .orElse(3));

  /** The whole configuration. */
  static final Section CONFIG =
      section(
          key("preset", name(), "the name of the preset it began as"),
          key("data", DATA, "images"),
          key("model", MODEL, "the network"),
          key("objective", OBJECTIVE, "what is minimised"),
          key("optimiser", OPTIMISER, "how it is minimised"),
          key("train", TRAIN, "training"),
          key("evaluate", EVALUATE, "evaluation on the test split"),
          key("decode", DECODE, "pictures"),
          key("checkpoint", CHECKPOINT, "what --resume continues from"));

  private Schema() {}

  /** The line that reports an unknown key: with the nearest of its siblings and of all keys. */
  static String unknown(String key, List<String> siblings) {
    List<String> known = new ArrayList<>(siblings);
    CONFIG.leaves("").forEach(leaf -> known.add(leaf.name()));
    return "%s: unknown key, the nearest known one is %s"
        .formatted(key, Nearest.to(key, known).orElseThrow());
  }
}
