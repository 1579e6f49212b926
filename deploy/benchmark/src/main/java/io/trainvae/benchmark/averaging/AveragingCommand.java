package io.trainvae.benchmark.averaging;

import io.trainvae.benchmark.measure.Places;
import io.trainvae.benchmark.measure.Results;
import io.trainvae.benchmark.measure.SourceOptions;
import io.trainvae.error.JobException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code benchmark averaging}. */
@Command(
    name = "averaging",
    description = {
      "Measures the cost of averaging and its loss of accuracy: trains with several workers,",
      "intervals and seeds, each in a separate process, and reports the test loss after epochs,",
      "seconds, processor seconds and bytes. Trainings that an earlier run measured into the same",
      "folder are not repeated."
    },
    usageHelpWidth = 100)
public final class AveragingCommand implements Callable<Integer> {
  @Mixin private SourceOptions source;

  @Option(
      names = "--epochs",
      defaultValue = "15",
      paramLabel = "N",
      description = "Epochs of each training. Default: 15.")
  private int epochs;

  @Option(
      names = "--workers",
      arity = "1..*",
      paramLabel = "N",
      description = "Numbers of workers. Default: 1 2 4 8 16 32.")
  private List<Integer> workers = List.of(1, 2, 4, 8, 16, 32);

  @Option(
      names = "--every",
      arity = "1..*",
      paramLabel = "N",
      description =
          "Minibatches of a single worker between two averagings; 0 or epoch: once an epoch."
              + " Default: 10.")
  private List<String> every = List.of("10");

  @Option(
      names = "--rule",
      arity = "1..*",
      paramLabel = "RULE",
      description =
          "shipped: minibatch and learning rate by the number of workers as the preset has it;"
              + " none: train.scaling, train.averaging-growth and train.outer off. Default: shipped.")
  private List<Rule> rules = List.of(Rule.SHIPPED);

  @Option(
      names = "--seeds",
      arity = "1..*",
      paramLabel = "N",
      description = "Seeds; every setting is trained with each. Default: 0 1 2.")
  private List<Long> seeds = List.of(0L, 1L, 2L);

  @Option(
      names = "--losses",
      arity = "1..*",
      paramLabel = "NATS",
      description = "Test losses for which to report the cost of reaching them. Default: 106 105.")
  private List<Double> losses = List.of(106.0, 105.0);

  @Option(
      names = "--cores",
      paramLabel = "N",
      description = "Cores of Spark's local master. Default: all of this machine.")
  private int cores = Runtime.getRuntime().availableProcessors();

  @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A setting of the preset.")
  private List<String> settings = new ArrayList<>();

  @Override
  public Integer call() throws InterruptedException {
    check();
    Places places = source.places();
    AveragingRequest request =
        new AveragingRequest(
            new Trained.Setup(source.data().toString(), source.preset(), epochs, cores, settings),
            rules,
            workers,
            every.stream().map(AveragingCommand::interval).toList(),
            seeds,
            losses,
            source.commandLine());
    Averaging averaging = new AveragingJob(places, request, System.err).execute();
    Results results = new Results(places.output());
    String text = new AveragingReport(averaging).text();
    results.json("averaging.json", averaging);
    results.text("averaging.md", text);
    new AveragingCharts(results).write(request, averaging.runs());
    System.out.print(text);
    return averaging.failed().isEmpty() ? 0 : 1;
  }

  private void check() {
    if (epochs < 1 || cores < 1 || workers.stream().anyMatch(count -> count < 1)) {
      throw JobException.usage(
          "Cannot use --epochs %d, --cores %d, --workers %s: expected at least 1 of each"
              .formatted(epochs, cores, workers));
    }
  }

  /** Parses an interval: minibatches, or 0 for once an epoch. */
  static int interval(String word) {
    if (word.equals(Setting.ONCE_AN_EPOCH)) {
      return 0;
    }
    if (!word.matches("\\d{1,6}")) {
      throw JobException.usage(
          "Cannot use --every %s: expected a number of minibatches, or epoch".formatted(word));
    }
    return Integer.parseInt(word);
  }
}
