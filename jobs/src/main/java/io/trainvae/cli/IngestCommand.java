package io.trainvae.cli;

import io.trainvae.config.RunConfig;
import io.trainvae.data.DatasetInfo;
import io.trainvae.data.Split;
import io.trainvae.error.JobException;
import io.trainvae.ingest.DatasetOutput;
import io.trainvae.ingest.IngestRequest;
import io.trainvae.ingest.MergeJob;
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
      "  train-vae ingest --output data/photos --merge",
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
          "Add the images or rows to the existing data set as a new part; existing files are not"
              + " written again.")
  private boolean append;

  @Option(
      names = "--merge",
      description =
          "Rewrite the files of the existing data set, many after --append, as few as one ingest"
              + " writes. Rows and their order stay.")
  private boolean merge;

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
    Storage storage = given.runner().storage();
    Path place = storage.path(output);
    if (merge) {
      merge(given, place);
      return;
    }
    IngestRequest request = request(place);
    options.preflight(storage);
    OutputFolder.preflight(storage, place, new DatasetOutput());
    DatasetInfo info =
        given
            .runner()
            .run(
                "train-vae ingest",
                jobs ->
                    Steps.single(given, jobs).ingest(request, options.shownSource(), known -> {}));
    table(info, place).print(given.out());
  }

  private void merge(Context given, Path place) {
    if (append || options.isChosen()) {
      throw JobException.usage(
          "Cannot use --merge together with %s: expected --output alone"
              .formatted(append ? "--append" : "options about images"));
    }
    Storage storage = given.runner().storage();
    Datasets.info(storage, place);
    OutputFolder.preflight(storage, place, new DatasetOutput());
    MergeJob.Merged merged =
        given.runner().run("train-vae ingest", jobs -> Steps.single(given, jobs).merge(place));
    table(merged.info(), place)
        .row("files", "%,d, formerly %,d".formatted(merged.after(), merged.before()))
        .print(given.out());
  }

  private static ResultTable table(DatasetInfo info, Path place) {
    return new ResultTable()
        .place("data set", place)
        .row(info.items(), images(info))
        .row(
            info.hasFeatures() ? "features" : "size",
            "%s, %d %s"
                .formatted(size(info), info.classes(), info.classes() == 1 ? "class" : "classes"));
  }
}
