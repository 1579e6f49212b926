package io.trainvae.benchmark.averaging;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * @param every minibatches of a single worker between two averagings; 0: once an epoch
 * @param losses values of the test -ELBO for which to report the cost of reaching them
 * @param commandLine for the record
 */
record AveragingRequest(
    Trained.Setup setup,
    List<Rule> rules,
    List<Integer> workers,
    List<Integer> every,
    List<Long> seeds,
    List<Double> losses,
    List<String> commandLine) {

  /** All settings, each once, in the order of the table. */
  Set<Setting> settings() {
    Set<Setting> all = new LinkedHashSet<>();
    for (Rule rule : rules) {
      for (int interval : every) {
        all.addAll(settings(rule, interval));
      }
    }
    return all;
  }

  /** One for each number of workers. */
  List<Setting> settings(Rule rule, int interval) {
    return workers.stream().map(count -> Setting.of(rule, count, interval)).toList();
  }
}
