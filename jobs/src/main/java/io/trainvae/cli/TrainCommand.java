package io.trainvae.cli;

import io.trainvae.config.RunConfig;
import io.trainvae.data.DatasetInfo;
import io.trainvae.metrics.Summary;
import io.trainvae.run.RunFolder;
import io.trainvae.storage.Storage;
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

  TrainCommand(Context context) {
    super(context);
  }

  @Override
  void execute(Context given) {
    Storage storage = given.engine().storage();
    RunConfig resolved = config.load(storage, List.of());
    Path dataRoot = storage.path(data);
    DatasetInfo dataset = Datasets.info(storage, dataRoot);
    Path root = run.root(given, storage, resolved.preset());
    RunFolder folder = RunFolder.create(storage, root, run.overwrite());
    Summary summary =
        given
            .engine()
            .run(
                "train-vae train",
                jobs -> new Steps(given, jobs, 1).train(resolved, dataRoot, dataset, folder));
    new ResultTable()
        .place("run", folder.layout().root())
        .place("model", folder.layout().model())
        .figures(summary)
        .print(given.out());
  }
}
