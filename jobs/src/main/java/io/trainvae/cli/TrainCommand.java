package io.trainvae.cli;

import io.trainvae.config.RunConfig;
import io.trainvae.data.DatasetInfo;
import io.trainvae.error.JobException;
import io.trainvae.metrics.Outcome;
import io.trainvae.metrics.Summary;
import io.trainvae.run.RunFolder;
import io.trainvae.storage.Storage;
import io.trainvae.train.ResumePoint;
import java.util.List;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "train",
    description = "Trains a variational autoencoder on a Parquet data set.",
    footer = {
      "  train-vae train --data data/mnist",
      "  train-vae train --data data/mnist --run runs/small --epochs 3 --set model.latent=2",
      "  train-vae train --data data/mnist --run runs/small --resume --epochs 6",
      "  train-vae train --data data/photos --run runs/p --resume --epochs 9 --epochs-per-part 2",
      "  train-vae train --data s3a://bucket/mnist --preset my.yaml --run s3a://bucket/runs/1"
    })
final class TrainCommand extends JobCommand {
  @Mixin private ConfigOptions config;
  @Mixin private RunOptions run;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "URI",
      description = "A data set that \"train-vae ingest\" wrote.")
  private String data;

  @Option(
      names = "--epochs-per-part",
      paramLabel = "N",
      description =
          "Further epochs for each part that \"ingest --append\" added to the data set. With"
              + " --resume and --epochs or --preset, the same command trains on whenever the data"
              + " set has grown, and otherwise does nothing. Default: 0.")
  private int epochsPerPart;

  TrainCommand(Context context) {
    super(context);
  }

  @Override
  void checkOptions() {
    run.check();
    checkEpochsPerPart();
    if (!run.resumes()) {
      config.checkOnPreset(List.of());
    }
  }

  @Override
  void execute(Context given) {
    Storage storage = given.runner().storage();
    RunConfig chosen = config.load(storage, run.config(storage), List.of());
    Path dataRoot = storage.path(data);
    DatasetInfo dataset = Datasets.info(storage, dataRoot);
    RunConfig resolved = withEpochsOfParts(chosen, dataset);
    Path root = run.root(given, storage, resolved.preset());
    RunOptions.refuseOverlap(storage, root, dataRoot);
    RunFolder folder = RunFolder.choose(storage, root, run.start());
    try (LeasedRun claimed = LeasedRun.of(given, folder, run.start())) {
      ResumePoint found =
          run.resumes()
              ? ResumePoint.find(storage, folder, resolved, dataset, given.err()::println)
              : ResumePoint.fromTheBeginning(resolved);
      Summary summary =
          found.trained()
              ? trained(given, folder)
              : given
                  .runner()
                  .run(
                      "train-vae train",
                      jobs -> claimed.steps(jobs, 1).train(found, dataRoot, dataset, claimed));
      claimed.done();
      print(given, folder, summary);
    }
  }

  private void checkEpochsPerPart() {
    if (epochsPerPart < 0) {
      throw JobException.usage(
          "Cannot use --epochs-per-part %d: expected 0 or more".formatted(epochsPerPart));
    }
    if (epochsPerPart > 0 && !config.choosesTraining()) {
      throw JobException.usage(
          "Cannot use --epochs-per-part without --epochs or --preset: expected the epochs of the"
              + " first part");
    }
  }

  /** The first part is what the first ingest wrote. A data set without additions lists no parts. */
  private RunConfig withEpochsOfParts(RunConfig chosen, DatasetInfo dataset) {
    int added = Math.max(0, dataset.parts().size() - 1);
    int first = chosen.train().epochs();
    long epochs = first + (long) added * epochsPerPart;
    if (epochs > Integer.MAX_VALUE) {
      throw JobException.usage(
          "Cannot train %d + %d x %d epochs: expected at most %d"
              .formatted(first, added, epochsPerPart, Integer.MAX_VALUE));
    }
    return chosen.withEpochs((int) epochs);
  }

  private static Summary trained(Context given, RunFolder folder) {
    Summary summary = folder.summary();
    given
        .err()
        .println(
            "Nothing to resume: %s %s"
                .formatted(
                    ResultTable.shown(folder.layout().root()),
                    summary.outcome() == Outcome.STOPPED_EARLY
                        ? "stopped early by its rule after epoch %d".formatted(summary.epochs())
                        : "is trained, all %d epochs".formatted(summary.epochs())));
    return summary;
  }

  private static void print(Context given, RunFolder folder, Summary summary) {
    new ResultTable()
        .place("run", folder.layout().root())
        .place("model", folder.layout().model())
        .figures(summary)
        .print(given.out());
  }
}
