package io.trainvae.cli;

import io.trainvae.config.RunConfig;
import io.trainvae.data.DatasetInfo;
import io.trainvae.data.Split;
import io.trainvae.ingest.DatasetOutput;
import io.trainvae.ingest.IngestRequest;
import io.trainvae.output.OutputFolder;
import io.trainvae.storage.Storage;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "ingest",
    description =
        "Turns files of images, a table of them, IDX files, a known data set or synthetic digits"
            + " into a Parquet data set.",
    footer = {
      "  train-vae ingest --output data/synthetic",
      "  train-vae ingest --source mnist --output data/mnist",
      "  train-vae ingest --source images:photos --size 64x64 --output data/photos",
      "  train-vae ingest --source images:more-photos --output data/photos --append",
      "  train-vae ingest --source parquet:s3a://bucket/images --size 32x32 --output data/web",
      "  train-vae ingest --source csv:people.csv --features-column age,height --output data/people",
      "  train-vae ingest --source ~/idx --size 32x32 --limit 1000 --output s3a://bucket/small"
    })
final class IngestCommand extends JobCommand {
  @Mixin private IngestOptions options;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "URI",
      description = "The place of the data set.")
  private String output;

  @Option(
      names = "--append",
      description =
          "Add the images to the existing data set as a new part; existing files are not"
              + " written again.")
  private boolean append;

  IngestCommand(Context context) {
    super(context);
  }

  private IngestRequest request(Path place) {
    IngestRequest request = options.request(place, RunConfig.Data.ANY);
    return append ? request.appending() : request;
  }

  /** {@code 900 train, 100 test}. */
  private static String images(DatasetInfo info) {
    return Stream.of(Split.values())
        .filter(split -> info.images(split) > 0)
        .map(split -> "%,d %s".formatted(info.images(split), split.id()))
        .collect(Collectors.joining(", "));
  }

  private static String size(DatasetInfo info) {
    return info.hasFeatures()
        ? "%d".formatted(info.width())
        : "%d x %d%s"
            .formatted(info.height(), info.width(), info.channels() == 1 ? "" : ", colour");
  }

  @Override
  void execute(Context given) {
    Storage storage = given.engine().storage();
    IngestRequest request = request(storage.path(output));
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
        .row(info.hasFeatures() ? "vectors" : "images", images(info))
        .row(
            info.hasFeatures() ? "features" : "size",
            "%s, %d %s"
                .formatted(size(info), info.classes(), info.classes() == 1 ? "class" : "classes"))
        .print(given.out());
  }
}
