package io.trainvae.exchange;

import io.trainvae.config.RunConfig;
import io.trainvae.metrics.Summary;
import io.trainvae.model.Likelihood;
import io.trainvae.model.VaeSpec;
import io.trainvae.network.SavedModel;
import io.trainvae.run.Provenance;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The known facts about a model and its origin, as texts by name, which exported files contain.
 * Unknown facts have no entry. Two exports of a model contain the same facts.
 *
 * @param version of this program
 */
public record ModelFacts(String version, Map<String, String> all) {
  static final String PROGRAM = "train-vae";

  /** No run says under which licence its model is given on. */
  private static final String LICENCE =
      "not stated: that of the model is for its owner to choose; train-vae itself is Apache-2.0";

  public ModelFacts {
    all = Collections.unmodifiableMap(new TreeMap<>(all));
  }

  /**
   * @param version of this program
   * @param provenance empty of a run that was trained by a program, not by a command
   * @param summary empty where a run of an early version has none
   */
  public static ModelFacts of(
      String version,
      SavedModel model,
      RunConfig config,
      Optional<Provenance> provenance,
      Optional<Summary> summary) {
    Map<String, String> facts = new TreeMap<>();
    facts.put("license", LICENCE);
    facts.put("preset", config.preset());
    facts.put("seed", Long.toString(config.train().seed()));
    putModel(facts, model);
    provenance.ifPresent(origin -> putOrigin(facts, origin));
    summary.ifPresent(figures -> putSummary(facts, figures));
    return new ModelFacts(version, facts);
  }

  private static void putModel(Map<String, String> facts, SavedModel model) {
    VaeSpec spec = model.spec();
    facts.put("parameters_sha256", model.parametersSha256());
    if (OnnxInput.isVector(model)) {
      facts.put("features", Integer.toString(model.pixels()));
    } else {
      facts.put("image", model.image().inPixels());
    }
    facts.put("latent", Integer.toString(spec.latent()));
    facts.put("classes", Integer.toString(spec.classes()));
    facts.put("likelihood", id(spec.likelihood()));
    facts.put("binarisation", spec.binarisation().id());
    facts.put("unit", spec.likelihood().unit());
    if (spec.likelihood() == Likelihood.GAUSSIAN
        || spec.likelihood() == Likelihood.LINEAR_GAUSSIAN) {
      facts.put("pixel_variance", Double.toString(spec.pixelVariance()));
    }
  }

  private static void putOrigin(Map<String, String> facts, Provenance origin) {
    facts.put("versions", new TreeMap<>(origin.versions()).toString());
    put(facts, "commit", origin.commit());
  }

  private static void putSummary(Map<String, String> facts, Summary summary) {
    facts.put("run_id", summary.runId());
    facts.put("epochs", Integer.toString(summary.epochs()));
    facts.put("workers", Integer.toString(summary.workers()));
    Summary.Dataset dataset = summary.dataset();
    if (dataset != null) {
      facts.put("dataset", dataset.name());
      facts.put("train_images", Long.toString(dataset.trainImages()));
      put(facts, "dataset_fingerprint", dataset.fingerprint());
    }
    Summary.Test test = summary.test();
    if (test != null) {
      put(facts, "test_neg_elbo", test.negElbo());
      put(facts, "test_reconstruction", test.reconstruction());
      put(facts, "test_kl", test.kl());
      put(facts, "test_bits_per_dim", test.bitsPerDim());
      put(facts, "test_nll", test.nll());
      put(facts, "test_importance_samples", test.nll() == null ? null : test.importanceSamples());
      put(facts, "test_active_units", test.activeUnits());
      facts.put("tested_on", summary.testedOn());
    }
  }

  private static void put(Map<String, String> facts, String name, Object value) {
    if (value != null) {
      facts.put(name, value.toString());
    }
  }

  /** The name in configurations. */
  static String id(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
