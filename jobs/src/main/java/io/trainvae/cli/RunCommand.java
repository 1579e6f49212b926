package io.trainvae.cli;

import io.trainvae.config.RunConfig;
import io.trainvae.data.DatasetInfo;
import io.trainvae.error.JobException;
import io.trainvae.ingest.IngestRequest;
import io.trainvae.metrics.Summary;
import io.trainvae.run.RunFolder;
import io.trainvae.run.RunLayout;
import io.trainvae.storage.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "run",
    description = {
      "Does everything, one after the other: ingest, train, evaluate, encode, decode.",
      "Without options: "
          + RunCommand.DEMO_EPOCHS
          + " epochs on synthetic digits, without a network."
    },
    footer = {
      "  train-vae run",
      "  train-vae run --source mnist --preset mlp-400 --run runs/mnist",
      "  train-vae run --data data/mnist --epochs 3 --workers 2"
    })
final class RunCommand extends JobCommand {
  static final int DEMO_EPOCHS = 12;
  private static final int STEPS = 5;

  @Mixin private IngestOptions ingest;
  @Mixin private ConfigOptions config;
  @Mixin private RunOptions run;
  @Mixin private SampleOptions samples;
  @Mixin private DecodeOptions decode;

  @Option(
      names = "--data",
      paramLabel = "URI",
      description = "A Parquet data set to use; leaves out the ingest.")
  private String data;

  RunCommand(Context context) {
    super(context);
  }

  @Override
  void execute(Context given) {
    Storage storage = given.engine().storage();
    refuseTwoDataSets();
    int importanceSamples = samples.count();
    RunConfig resolved = config.load(storage, overrides());
    decode.dims(resolved.model().latent());
    Optional<Path> present = Optional.ofNullable(data).map(storage::path);
    present.ifPresent(root -> Datasets.requireBothSplits(Datasets.info(storage, root), root));
    Path root = run.root(given, storage, resolved.preset());
    IngestRequest request = ingest.request(new RunLayout(root).data(), resolved.data().size());
    ingest.preflight(storage);
    RunFolder folder = RunFolder.create(storage, root, run.overwrite());
    Summary summary =
        given
            .engine()
            .run(
                "train-vae run",
                jobs -> {
                  Steps steps = new Steps(given, jobs, present.isPresent() ? STEPS - 1 : STEPS);
                  Path images = present.orElseGet(() -> ingested(steps, storage, request));
                  DatasetInfo info = Datasets.info(storage, images);
                  steps.train(resolved, images, info, folder);
                  steps.evaluate(folder, images, OptionalInt.empty(), importanceSamples);
                  steps.encode(folder, images, folder.layout().encoded(), importanceSamples);
                  steps.decode(folder, images, resolved, decode);
                  return folder.markSuccess();
                });
    print(given, folder, summary);
  }

  private Path ingested(Steps steps, Storage storage, IngestRequest request) {
    // Of a previous run that was to be overwritten; there is none otherwise.
    storage.delete(request.output());
    steps.ingest(request, ingest.shownSource());
    return request.output();
  }

  private void refuseTwoDataSets() {
    if (data != null && ingest.isChosen()) {
      throw JobException.usage(
          ("Cannot use --data %s together with --source, --limit or --size: expected a data set to"
                  + " use, or images to make one of")
              .formatted(data));
    }
  }

  /** What nobody chose is a demonstration, and a short one. */
  private List<String> overrides() {
    List<String> overrides = new ArrayList<>(decode.overrides());
    if (data == null && !ingest.choosesSource() && !config.choosesTraining()) {
      overrides.add("train.epochs=" + DEMO_EPOCHS);
    }
    return overrides;
  }

  private static void print(Context given, RunFolder folder, Summary summary) {
    new ResultTable()
        .place("run", folder.layout().root())
        .place("report", folder.layout().report())
        .place("model", folder.layout().model())
        .place("latents", folder.layout().encoded())
        .figures(summary)
        .print(given.out());
  }
}
