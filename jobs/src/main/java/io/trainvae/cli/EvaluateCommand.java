package io.trainvae.cli;

import io.trainvae.error.JobException;
import io.trainvae.metrics.Summary;
import io.trainvae.run.RunFolder;
import io.trainvae.storage.Storage;
import java.util.OptionalInt;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "evaluate",
    description = "Measures a trained run on the test split: -ELBO and its terms.",
    footer = {
      "  train-vae evaluate --run runs/small",
      "  train-vae evaluate --run runs/small --importance-samples 50 --limit 1000"
    })
final class EvaluateCommand extends JobCommand {
  @Mixin private TrainedRunOptions run;
  @Mixin private SampleOptions samples;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Test images or rows to use, from the first. Default: all.")
  private Integer limit;

  EvaluateCommand(Context context) {
    super(context);
  }

  @Override
  void execute(Context given) {
    Storage storage = given.runner().storage();
    if (limit != null && limit < 1) {
      throw JobException.usage("Cannot use --limit %d: expected at least 1".formatted(limit));
    }
    int importanceSamples = samples.count();
    RunFolder folder = run.open(given, storage);
    Path data = run.data(folder, storage);
    Datasets.info(storage, data);
    OptionalInt atMost = limit == null ? OptionalInt.empty() : OptionalInt.of(limit);
    Summary summary =
        given
            .runner()
            .run(
                "train-vae evaluate",
                jobs ->
                    Steps.single(given, jobs).evaluate(folder, data, atMost, importanceSamples));
    new ResultTable().place("run", folder.layout().root()).figures(summary).print(given.out());
  }
}
