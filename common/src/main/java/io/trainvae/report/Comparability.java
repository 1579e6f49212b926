package io.trainvae.report;

import io.trainvae.metrics.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * Which figures of runs measure the same thing. Losses of other images, likelihoods or
 * binarisations do not: the lower one is not the better one.
 */
final class Comparability {
  private final List<ComparedRun> runs;

  Comparability(List<ComparedRun> runs) {
    this.runs = runs;
  }

  /** Whether all runs saw the same images. */
  boolean sameImages() {
    return same(run -> run.summary().dataset());
  }

  boolean trainingLosses() {
    return sameImages() && sameLikelihood() && same(Comparability::binarised);
  }

  boolean testLosses() {
    return sameImages() && sameLikelihood() && sameOfTested(Summary.Test::binarisation);
  }

  /** The bound becomes tighter with more samples. */
  boolean bounds() {
    return testLosses() && sameOfTested(Summary.Test::importanceSamples);
  }

  /** What keeps figures apart, in words; empty when nothing does. */
  List<String> obstacles() {
    List<String> obstacles = new ArrayList<>();
    if (!sameImages()) {
      obstacles.add("their images");
    }
    if (!sameLikelihood()) {
      obstacles.add("their likelihood");
    }
    if (!same(Comparability::binarised) || !sameOfTested(Summary.Test::binarisation)) {
      obstacles.add("their binarisation");
    }
    if (!sameOfTested(Summary.Test::importanceSamples)) {
      obstacles.add("the number of importance samples");
    }
    return obstacles;
  }

  private boolean sameLikelihood() {
    return same(run -> run.setting("model.likelihood")) && same(run -> run.summary().unit());
  }

  /** Settings of the training that say how grey levels become what the model learns. */
  private static List<String> binarised(ComparedRun run) {
    return run.settings().entrySet().stream()
        .filter(setting -> setting.getKey().contains("binarisation"))
        .filter(setting -> !setting.getKey().startsWith("evaluate."))
        .map(Object::toString)
        .toList();
  }

  private boolean same(Function<ComparedRun, Object> property) {
    return runs.stream().map(property).distinct().count() < 2;
  }

  private boolean sameOfTested(Function<Summary.Test, Object> property) {
    return runs.stream()
            .map(run -> run.summary().test())
            .filter(Objects::nonNull)
            .map(property)
            .filter(Objects::nonNull)
            .distinct()
            .count()
        < 2;
  }
}
