package io.trainvae.cli;

import io.trainvae.config.RunConfig;
import io.trainvae.data.DatasetInfo;
import io.trainvae.ingest.DatasetOutput;
import io.trainvae.ingest.IngestRequest;
import io.trainvae.output.OutputFolder;
import io.trainvae.storage.Storage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "ingest",
    description = "Turns IDX files, a known data set or synthetic digits into a Parquet data set.",
    footer = {
      "  train-vae ingest --output data/synthetic",
      "  train-vae ingest --source mnist --output data/mnist",
      "  train-vae ingest --source ~/idx --size 32x32 --limit 1000 --output s3a://bucket/small"
    })
final class IngestCommand extends JobCommand {
  @Mixin private IngestOptions options;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "URI",
      description = "Where the data set goes.")
  private String output;

  IngestCommand(Context context) {
    super(context);
  }

  @Override
  void execute(Context given) {
    Storage storage = given.engine().storage();
    IngestRequest request = options.request(storage.path(output), RunConfig.Data.ANY);
    options.preflight(storage);
    OutputFolder.preflight(storage, request.output(), new DatasetOutput());
    DatasetInfo info =
        given
            .engine()
            .run(
                "train-vae ingest",
                jobs ->
                    Steps.single(given, jobs).ingest(request, options.shownSource(), known -> {}));
    new ResultTable()
        .place("data set", request.output())
        .row("images", "%,d train, %,d test".formatted(info.trainImages(), info.testImages()))
        .row("size", "%d x %d%s, %d classes".formatted(info.height(), info.width(), info.channels() == 1 ? "" : ", colour", info.classes()))
        .print(given.out());
  }
}
