package io.trainvae.config;

import static io.trainvae.config.Key.key;
import static io.trainvae.config.Kinds.between;
import static io.trainvae.config.Kinds.choice;
import static io.trainvae.config.Kinds.fromBelow;
import static io.trainvae.config.Kinds.integer;
import static io.trainvae.config.Kinds.list;
import static io.trainvae.config.Kinds.name;
import static io.trainvae.config.Kinds.number;
import static io.trainvae.config.Kinds.variants;
import static io.trainvae.config.Section.section;

import io.trainvae.model.Activation;
import io.trainvae.model.VaeSpec;
import io.trainvae.model.WeightInit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Every key of a configuration: its bounds, default and meaning. A new component of {@link
 * RunConfig} needs one line here.
 */
final class Schema {

  private static final Kind LAYER =
      variants(
          "type",
          Map.of(
              "dense",
              section(
                  key("units", integer(1, 65_536), "outputs"),
                  key("activation", choice(Activation.class), "function after the layer"))));

  private static final Section MODEL =
      section(
          key("encoder", list(LAYER, 32), "hidden layers from the image to the latent"),
          key("latent", integer(1, 4_096), "latent dimensions"),
          key("decoder", list(LAYER, 32), "hidden layers from the latent to the image"),
          key("likelihood", choice(VaeSpec.Likelihood.class), "of a pixel given the latent")
              .orElse("bernoulli"),
          key("weight-init", choice(WeightInit.class), "how weights start")
              .orElse("uniform-fan-in"));

  private static final Section OPTIMISER =
      section(
          key("learning-rate", between(0, 10), "Adam's step size"),
          key("beta1", fromBelow(0, 1), "decay of the mean gradient, per step").orElse(0.9),
          key("beta2", fromBelow(0, 1), "decay of the mean squared gradient, per step")
              .orElse(0.999),
          key("epsilon", between(0, 1), "added to the root of the mean squared gradient")
              .orElse(1e-8),
          key("weight-decay", number(0, 1), "decoupled decay per step, times the learning rate")
              .orElse(0.0));

  private static final Section TRAIN =
      section(
          key("epochs", integer(1, 100_000), "passes over the training split"),
          key("batch", integer(1, 65_536), "images in a minibatch of one worker"),
          key("workers", integer(0, 10_000), "replicas; 0: one for every core or executor slot")
              .orElse(0),
          key("averaging-frequency", integer(1, 1_000_000), "minibatches between two averagings")
              .orElse(10),
          key("seed", integer(0, Long.MAX_VALUE), "of initial weights, shuffles and noise")
              .orElse(0));

  private static final Section EVALUATE =
      section(
          key("batch", integer(1, 65_536), "images encoded and decoded at once").orElse(500),
          key("seed", integer(0, Long.MAX_VALUE), "of the one latent sample of each image")
              .orElse(0));

  private static final Section DECODE =
      section(
          key("grid", integer(2, 100), "pictures along each side of the latent grid").orElse(20),
          key("range", between(0, 100), "latent values run from -range to range").orElse(2.5),
          key("spacing", choice(RunConfig.Spacing.class), "of the latent values").orElse("linear"));

  private static final Section CHECKPOINT =
      section(
          key("every-rounds", integer(0, 1_000_000), "rounds between two; 0: after epochs only")
              .orElse(0),
          key("keep", integer(1, 1_000), "of the last ones, beside the best").orElse(3));

  /** The whole configuration. */
  static final Section CONFIG =
      section(
          key("preset", name(), "the name of the preset it began as"),
          key("model", MODEL, "the network"),
          key("optimiser", OPTIMISER, "Adam"),
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
