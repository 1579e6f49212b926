package io.trainvae.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.trainvae.config.RunConfig.Monitor;
import io.trainvae.config.RunConfig.Objective;
import io.trainvae.config.RunConfig.Objective.Kl;
import io.trainvae.config.RunConfig.Optimiser;
import io.trainvae.config.RunConfig.Train;
import io.trainvae.model.VaeSpec;
import io.trainvae.storage.PlainJson;

/** Settings that are right alone and make no sense together. */
final class Contradictions {

  private final Overrides overrides;
  private final JsonNode config;
  private final Problems problems;

  private Contradictions(Overrides overrides, JsonNode config, Problems problems) {
    this.overrides = overrides;
    this.config = config;
    this.problems = problems;
  }

  /**
   * @param config as the schema left it; sections in which it found problems are skipped
   */
  static void check(Overrides overrides, JsonNode config, Problems problems) {
    Contradictions contradictions = new Contradictions(overrides, config, problems);
    boolean model = problems.noneIn("model");
    boolean objective = problems.noneIn("objective");
    boolean train = problems.noneIn("train", "evaluate", "optimiser");
    if (model) {
      new ModelRules(contradictions.section("model", VaeSpec.class), problems::add).check();
      contradictions.checkPixelVariance();
    }
    if (objective) {
      contradictions.checkObjective();
    }
    if (model && objective) {
      contradictions.checkBound();
    }
    if (train) {
      contradictions.checkMonitors();
    }
    contradictions.checkRange();
  }

  private <T> T section(String name, Class<T> type) {
    try {
      return PlainJson.MAPPER.treeToValue(config.get(name), type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The schema admits what " + type + " does not", e);
    }
  }

  private String text(String pointer) {
    return config.at(pointer).asText();
  }

  private void checkPixelVariance() {
    String likelihood = text("/model/likelihood");
    overrides
        .value("model.pixel-variance")
        .filter(variance -> !likelihood.equals("gaussian") && !likelihood.equals("linear-gaussian"))
        .ifPresent(
            variance ->
                problems.add(
                    "model.pixel-variance: met %s, but model.likelihood is %s, which has none"
                        .formatted(variance, likelihood)));
  }

  private void checkObjective() {
    Objective objective = section("objective", Objective.class);
    if (objective.importanceSamples() > 1
        && (objective.beta() != 1 || objective.warmUpEpochs() > 0)) {
      problems.add(
          ("objective.beta: met %s with warm-up-epochs %s, but objective.importance-samples is %d,"
                  + " whose bound is one on the likelihood with beta 1 only")
              .formatted(
                  objective.beta(), objective.warmUpEpochs(), objective.importanceSamples()));
    }
    if (objective.importanceSamples() > 1 && objective.kl() == Kl.CLOSED_FORM) {
      problems.add(
          "objective.kl: met closed-form, but objective.importance-samples is %d, which needs sampled"
              .formatted(objective.importanceSamples()));
    }
  }

  private void checkBound() {
    VaeSpec model = section("model", VaeSpec.class);
    int samples = section("objective", Objective.class).importanceSamples();
    if (samples > 1 && !model.likelihood().isDensity()) {
      problems.add(
          ("objective.importance-samples: met %d, but model.likelihood is squared-error, which has"
                  + " no likelihood to bound")
              .formatted(samples));
    }
  }

  private void checkMonitors() {
    Train train = section("train", Train.class);
    boolean eachEpoch = config.at("/evaluate/each-epoch").asBoolean();
    checkMonitor("train.schedule.monitor", train.schedule().monitor(), eachEpoch);
    checkMonitor("train.early-stopping.monitor", train.earlyStopping().monitor(), eachEpoch);
    double rate = section("optimiser", Optimiser.class).learningRate();
    if (train.schedule().least() > rate) {
      problems.add(
          "train.schedule.least: met %s, but optimiser.learning-rate is %s, which is less"
              .formatted(train.schedule().least(), rate));
    }
  }

  private void checkMonitor(String key, Monitor monitor, boolean eachEpoch) {
    if (monitor == Monitor.TEST_NEG_ELBO && !eachEpoch) {
      problems.add(
          key + ": met test-neg-elbo, but evaluate.each-epoch is false: there would be no figure");
    }
  }

  private void checkRange() {
    boolean quantiles = text("/decode/spacing").equals("quantile");
    overrides
        .value("decode.range")
        .filter(range -> quantiles)
        .ifPresent(
            range ->
                problems.add(
                    "decode.range: met %s, but decode.spacing is quantile, which has no range"
                        .formatted(range)));
  }
}
