package io.trainvae.cli;

import io.trainvae.exchange.ExchangeFormat;
import io.trainvae.export.ExportJob;
import io.trainvae.export.ExportRequest;
import io.trainvae.export.ExportedOutput;
import io.trainvae.output.OutputFolder;
import io.trainvae.run.RunFolder;
import io.trainvae.run.RunPublisher;
import io.trainvae.session.Versions;
import io.trainvae.storage.Storage;
import java.util.List;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "export",
    description = {
      "Writes a trained model for other programs: as ONNX graphs of the encoder, the decoder and",
      "the anomaly score, or as safetensors with PyTorch's weights. Needs no Spark."
    },
    footer = {
      "  train-vae export --run runs/small",
      "  train-vae export --run runs/small --format safetensors --output s3a://bucket/models/small"
    })
final class ExportCommand extends JobCommand {
  @Option(
      names = "--run",
      required = true,
      paramLabel = "URI",
      description = "The folder of a trained run.")
  private String run;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "onnx",
      description = "onnx or safetensors. Default: ${DEFAULT-VALUE}.")
  private String format;

  @Option(
      names = "--output",
      paramLabel = "URI",
      description = "The folder for the files. Default: export, in the run's folder.")
  private String output;

  ExportCommand(Context context) {
    super(context);
  }

  @Override
  void execute(Context given) {
    ExchangeFormat chosen = ExchangeFormat.of(format);
    Storage storage = given.engine().storage();
    RunFolder folder = TrainedRunOptions.open(run, given, storage);
    Path target = output == null ? folder.layout().exported() : storage.path(output);
    OutputFolder.preflight(storage, target, new ExportedOutput());
    var request =
        new ExportRequest(folder.layout().root(), target, chosen, Versions.all().get("train-vae"));
    RunPublisher publisher = RunPublisher.acquiring(storage, given.err()::println);
    List<String> files = new ExportJob(storage, request, publisher, given.err()::println).execute();
    new ResultTable()
        .place("export", target)
        .row("files", String.join(", ", files))
        .print(given.out());
  }
}
