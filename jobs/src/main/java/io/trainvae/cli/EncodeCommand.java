package io.trainvae.cli;

import io.trainvae.encode.EncodedOutput;
import io.trainvae.output.OutputFolder;
import io.trainvae.run.RunFolder;
import io.trainvae.storage.Storage;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "encode",
    description = "Writes the latents and an anomaly score of every image as Parquet.",
    footer = {
      "  train-vae encode --run runs/small",
      "  train-vae encode --run runs/small --data s3a://bucket/new --output s3a://bucket/scored"
    })
final class EncodeCommand extends JobCommand {
  @Mixin private TrainedRunOptions run;
  @Mixin private SampleOptions samples;

  @Option(
      names = "--output",
      paramLabel = "URI",
      description = "The place of the rows. Default: encoded, in the run's folder.")
  private String output;

  EncodeCommand(Context context) {
    super(context);
  }

  @Override
  void execute(Context given) {
    Storage storage = given.engine().storage();
    int importanceSamples = samples.count();
    RunFolder folder = run.open(given, storage);
    Path data = run.data(folder, storage);
    Datasets.info(storage, data);
    Path target = output == null ? folder.layout().encoded() : storage.path(output);
    OutputFolder.preflight(storage, target, new EncodedOutput());
    long rows =
        given
            .engine()
            .run(
                "train-vae encode",
                jobs -> Steps.single(given, jobs).encode(folder, data, target, importanceSamples));
    new ResultTable()
        .place("latents", target)
        .row("rows", "%,d".formatted(rows))
        .print(given.out());
  }
}
