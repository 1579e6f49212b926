package io.trainvae.report;

import io.trainvae.metrics.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Which figures of runs measure the same thing. Losses of other images, of another number of them,
 * of other likelihoods or binarisations do not: the lower one is not the better one.
 */
public final class Comparability {
  private final List<ComparedRun> runs;
  private final List<ComparedRun> tested;

  private Comparability(List<ComparedRun> runs) {
    this.runs = runs;
    this.tested = runs.stream().filter(Comparability::isTested).toList();
  }

  public static Comparability of(List<ComparedRun> runs) {
    return new Comparability(runs);
  }

  private static boolean isTested(ComparedRun run) {
    return run.summary().test() != null && Figures.computed(run.summary().test().negElbo());
  }

  /** Whether all runs used the same images. */
  boolean sameImages() {
    List<Summary.Dataset> all = runs.stream().map(run -> run.summary().dataset()).toList();
    return all.contains(null) || all.stream().anyMatch(dataset -> dataset.fingerprint() == null)
        ? same(runs, run -> withoutFingerprint(run.summary().dataset()))
        : same(runs, run -> run.summary().dataset().fingerprint());
  }

  /** Summaries of before there were fingerprints compare by names and counts. */
  private static Object withoutFingerprint(Summary.Dataset dataset) {
    return dataset == null
        ? "not stated"
        : List.of(dataset.name(), dataset.trainImages(), dataset.testImages());
  }

  boolean trainingLosses() {
    return sameImages() && sameLikelihood() && same(runs, Comparability::binarised);
  }

  /** Whether the lower test loss is better. */
  public boolean testLosses() {
    return sameImages()
        && sameLikelihood()
        && sameTestImages()
        && sameTestCount()
        && !isAnyCountUnknown()
        && sameOfTested(Summary.Test::binarisation)
        && sameUseOfTestImages();
  }

  /** The bound becomes tighter with more samples. */
  boolean bounds() {
    return testLosses() && sameOfTested(Summary.Test::importanceSamples);
  }

  /** The reasons why figures do not compare; empty if they do. */
  public String warning() {
    List<String> sentences = new ArrayList<>();
    List<String> obstacles = obstacles();
    if (!obstacles.isEmpty()) {
      sentences.add(
          "These runs differ in %s: where that changes what a figure measures, no best is marked."
              .formatted(String.join(" and in ", obstacles)));
    }
    if (isAnyCountUnknown()) {
      sentences.add(
          "Of how many images the test figures of %s are is not known: evaluate again to compare them."
              .formatted(
                  tested.stream()
                      .filter(Comparability::isCountUnknown)
                      .map(ComparedRun::name)
                      .collect(Collectors.joining(", "))));
    }
    return String.join(" ", sentences);
  }

  private List<String> obstacles() {
    List<String> obstacles = new ArrayList<>();
    note(obstacles, sameImages(), "their images");
    note(obstacles, sameTestImages(), "the images that they were tested on");
    note(obstacles, sameTestCount(), "the number of test images (%s)".formatted(testCounts()));
    note(obstacles, sameUseOfTestImages(), "whether test images were trained on");
    note(obstacles, sameLikelihood(), "their likelihood");
    note(
        obstacles,
        same(runs, Comparability::binarised) && sameOfTested(Summary.Test::binarisation),
        "their binarisation");
    note(
        obstacles,
        sameOfTested(Summary.Test::importanceSamples),
        "the number of importance samples");
    return obstacles;
  }

  private static void note(List<String> obstacles, boolean same, String what) {
    if (!same) {
      obstacles.add(what);
    }
  }

  private boolean sameTestImages() {
    return sameOfTested(Summary.Test::fingerprint);
  }

  private boolean sameTestCount() {
    return sameOfTested(Summary.Test::images);
  }

  private boolean isAnyCountUnknown() {
    return tested.size() > 1 && tested.stream().anyMatch(Comparability::isCountUnknown);
  }

  private static boolean isCountUnknown(ComparedRun run) {
    return run.summary().test().images() == null;
  }

  private String testCounts() {
    return tested.stream()
        .map(run -> "%s: %s".formatted(run.name(), run.summary().testedOn()))
        .collect(Collectors.joining(", "));
  }

  private boolean sameUseOfTestImages() {
    return same(tested, run -> run.setting("data.include-test").equals("true"));
  }

  private boolean sameLikelihood() {
    return same(runs, run -> run.setting("model.likelihood"))
        // Earlier versions said image of a row.
        && same(runs, run -> run.summary().unit().replace("per row", "per image"));
  }

  /** Settings of the training that say how grey levels are converted to the model's input. */
  private static List<String> binarised(ComparedRun run) {
    return run.settings().entrySet().stream()
        .filter(setting -> setting.getKey().contains("binarisation"))
        .filter(setting -> !setting.getKey().startsWith("evaluate."))
        .map(Object::toString)
        .toList();
  }

  private static boolean same(List<ComparedRun> runs, Function<ComparedRun, Object> property) {
    return runs.stream().map(property).distinct().count() < 2;
  }

  private boolean sameOfTested(Function<Summary.Test, Object> property) {
    return tested.stream()
            .map(run -> property.apply(run.summary().test()))
            .filter(Objects::nonNull)
            .distinct()
            .count()
        < 2;
  }
}
