package io.trainvae.cli;

import io.trainvae.config.ConfigWriter;
import io.trainvae.config.RunConfig;
import io.trainvae.data.DatasetInfo;
import io.trainvae.ingest.IngestRequest;
import io.trainvae.ingest.IngestRequest.Size;
import io.trainvae.ingest.images.ImageSource;
import io.trainvae.storage.Storage;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "check",
    description = {
      "Checks the options of a run without starting Spark: the settings, the model's size, and",
      "whether the places answer. Prints the configuration as resolved."
    },
    footer = {
      "  train-vae check --preset cnn --set model.latent=10",
      "  train-vae check --preset my.yaml --source s3a://bucket/idx --run s3a://bucket/runs/1"
    })
final class CheckCommand extends JobCommand {
  private static final Size USUAL = new Size(28, 28);
  private static final int USUAL_CLASSES = 10;

  @Mixin private IngestOptions ingest;
  @Mixin private ConfigOptions config;
  @Mixin private SampleOptions samples;
  @Mixin private DecodeOptions decode;

  @Option(
      names = "--run",
      paramLabel = "URI",
      description = "The folder of the run. Checks whether files can be written there.")
  private String run;

  CheckCommand(Context context) {
    super(context);
  }

  @Override
  void execute(Context given) {
    Storage storage = given.runner().storage();
    RunConfig resolved = config.load(storage, Optional.empty(), decode.overrides());
    decode.dims(resolved.model().latent());
    samples.count();
    IngestRequest request = ingest.request(new Path("data"), resolved.data().size());
    Optional<Path> folder = ingest.folder(storage);
    imageSize(request, folder).ifPresent(size -> checkModel(resolved, size, folder));
    folder.ifPresent(storage::preflightRead);
    Optional.ofNullable(run).map(storage::path).ifPresent(storage::preflightWrite);
    given.out().print(ConfigWriter.toYaml(resolved));
  }

  /** Empty if only the files can show it. */
  private static Optional<Size> imageSize(IngestRequest request, Optional<Path> folder) {
    boolean unknown = folder.isPresent() || ImageSource.of(request.source()).isPresent();
    return request.size().or(() -> unknown ? Optional.empty() : Optional.of(USUAL));
  }

  private void checkModel(RunConfig resolved, Size size, Optional<Path> folder) {
    int classes = folder.isPresent() ? Math.max(1, resolved.model().classes()) : USUAL_CLASSES;
    var dataset =
        new DatasetInfo(
            ingest.source(), false, 1, 1, size.height(), size.width(), classes, List.of());
    Steps.check(
        resolved, dataset, folder.orElseGet(() -> new Path(ingest.source().replace(':', '/'))));
  }
}
