package io.trainvae.cli;

import io.trainvae.config.RunConfig;
import io.trainvae.data.DatasetInfo;
import io.trainvae.data.DatasetJson;
import io.trainvae.error.JobException;
import io.trainvae.ingest.IngestRequest;
import io.trainvae.metrics.Summary;
import io.trainvae.run.RunFolder;
import io.trainvae.run.RunLayout;
import io.trainvae.storage.Overlap;
import io.trainvae.storage.Storage;
import io.trainvae.train.ResumePoint;
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
          + " epochs on synthetic digits with "
          + RunCommand.DEMO_WORKERS
          + " workers, without a network."
    },
    footer = {
      "  train-vae run",
      "  train-vae run --source mnist --preset mlp-400 --run runs/mnist",
      "  train-vae run --data data/mnist --epochs 3 --workers 2",
      "  train-vae run --run runs/mnist --resume"
    })
final class RunCommand extends JobCommand {
  static final int DEMO_EPOCHS = 12;
  static final int DEMO_WORKERS = 2;
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
  void checkOptions() {
    run.check();
    refuseTwoDataSets();
    samples.count();
    if (!run.resumes()) {
      config.checkOnPreset(overrides(false));
    }
  }

  @Override
  void execute(Context given) {
    Storage storage = given.runner().storage();
    Optional<Path> earlier = run.config(storage);
    RunConfig resolved = config.load(storage, earlier, overrides(earlier.isPresent()));
    decode.dims(resolved.model().latent());
    Optional.ofNullable(data)
        .map(storage::path)
        .ifPresent(root -> Datasets.requireBothSplits(Datasets.info(storage, root), root));
    Path root = run.root(given, storage, resolved.preset());
    ingest.request(new RunLayout(root).data(), resolved.data().size());
    ingest.preflight(storage);
    refuseOverlap(storage, root);
    RunFolder folder = RunFolder.choose(storage, root, run.start());
    try (LeasedRun claimed = LeasedRun.of(given, folder, run.start())) {
      Summary summary = new WholeRun(given, storage, claimed).execute(resolved);
      claimed.done();
      print(given, folder, summary);
    }
  }

  private void refuseOverlap(Storage storage, Path root) {
    ingest
        .folder(storage)
        .ifPresent(source -> new Overlap(storage, "run", root).refuse("the source", source));
    Optional.ofNullable(data)
        .map(storage::path)
        .ifPresent(images -> RunOptions.refuseOverlap(storage, root, images));
  }

  /** One execution, after all options have been checked. */
  private final class WholeRun {
    private final Context given;
    private final Storage storage;
    private final RunFolder folder;
    private final LeasedRun claimed;
    private final IngestRecord record;

    WholeRun(Context given, Storage storage, LeasedRun claimed) {
      this.given = given;
      this.storage = storage;
      this.claimed = claimed;
      this.folder = claimed.folder();
      this.record = new IngestRecord(storage, folder);
    }

    Summary execute(RunConfig resolved) {
      IngestRequest request = request(resolved);
      Optional<Path> present = present(request);
      // Refuse everything that can be refused before Spark starts.
      Optional<ResumePoint> known = present.map(images -> continuation(resolved, images));
      CompletedSteps done =
          known.map(from -> done(from, present.orElseThrow())).orElse(CompletedSteps.NOTHING);
      if (done.drawn()) {
        given
            .err()
            .println(
                "Nothing to resume: %s is complete"
                    .formatted(ResultTable.shown(folder.layout().root())));
        return folder.summary();
      }
      return given
          .runner()
          .run(
              "train-vae run",
              jobs -> {
                Steps steps = claimed.steps(jobs, data == null ? STEPS : STEPS - 1);
                Path images = present.orElseGet(() -> ingested(steps, request, resolved));
                if (present.isPresent() && data == null) {
                  steps.skip("Ingested already");
                }
                ResumePoint from = known.orElseGet(() -> continuation(resolved, images));
                take(steps, from, done, images);
                return folder.summary();
              });
    }

    /** Which images to make a data set of, if it comes to that. */
    private IngestRequest request(RunConfig resolved) {
      IngestRequest asked = ingest.request(folder.layout().data(), resolved.data().size());
      return run.resumes() && !ingest.isChosen() ? record.earlier().orElse(asked) : asked;
    }

    /** The data set to use, if there is one. */
    private Optional<Path> present(IngestRequest request) {
      if (data != null) {
        return Optional.of(storage.path(data));
      }
      if (!run.resumes()) {
        return Optional.empty();
      }
      Path own = request.output();
      return (ingest.isChosen() ? Optional.<Path>empty() : folder.earlierData())
          .filter(elsewhere -> !elsewhere.equals(own))
          .or(() -> Optional.of(own).filter(there -> record.isDone(request)));
    }

    private ResumePoint continuation(RunConfig resolved, Path images) {
      return continuation(resolved, Datasets.info(storage, images));
    }

    private ResumePoint continuation(RunConfig resolved, DatasetInfo dataset) {
      return run.resumes()
          ? ResumePoint.find(storage, folder, resolved, dataset, given.err()::println)
          : ResumePoint.fromTheBeginning(resolved);
    }

    private CompletedSteps done(ResumePoint from, Path images) {
      DatasetInfo dataset = DatasetJson.read(images, storage.configuration());
      return CompletedSteps.of(storage, folder, from, dataset, samples, decode.choosesDims());
    }

    private Path ingested(Steps steps, IngestRequest request, RunConfig resolved) {
      claimed.lease().verify();
      record.begin(request);
      try {
        steps.ingest(
            request,
            IngestOptions.shown(request.source()),
            info -> {
              Steps.check(resolved, info, request.output());
              if (run.resumes()) {
                // The run there may have begun with other images.
                continuation(resolved, info);
              }
              makeRoom();
            });
      } catch (Exception e) { // Spark throws checked ones without saying so.
        if (Failure.of(e).isRefusal()) {
          record.withdraw();
        }
        throw e;
      }
      record.complete(request);
      return request.output();
    }

    /** Results of other images must not stay next to the new ones. */
    private void makeRoom() {
      claimed.lease().verify();
      if (run.start() == RunFolder.Start.OVERWRITE) {
        folder.clear();
      } else {
        folder.unmarkSuccess();
      }
    }

    private void take(Steps steps, ResumePoint from, CompletedSteps done, Path images) {
      int importanceSamples = samples.count();
      if (done.trained()) {
        steps.skip("Trained already");
        claimed.lease().verify();
        folder.reconfigure(from.config(), done.evaluated());
      } else {
        steps.train(from, images, Datasets.info(storage, images), claimed);
      }
      if (done.evaluated()) {
        steps.skip("Evaluated already");
      } else {
        steps.evaluate(folder, images, OptionalInt.empty(), importanceSamples);
      }
      if (done.encoded()) {
        steps.skip("Encoded already");
      } else {
        steps.encode(folder, images, folder.layout().encoded(), importanceSamples);
      }
      steps.decode(folder, images, from.config(), decode);
    }
  }

  private void refuseTwoDataSets() {
    if (data != null && ingest.isChosen()) {
      throw JobException.usage(
          ("Cannot use --data %s together with --source, --limit or --size: expected a data set to"
                  + " use, or images to make one of")
              .formatted(data));
    }
  }

  /** The settings. Without any option the command is a short demonstration. */
  private List<String> overrides(boolean resumed) {
    List<String> overrides = new ArrayList<>(decode.overrides());
    if (!resumed && data == null && !ingest.choosesSource() && !config.choosesTraining()) {
      overrides.add("train.epochs=" + DEMO_EPOCHS);
      if (!config.choosesWorkers()) {
        overrides.add("train.workers=" + DEMO_WORKERS);
      }
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
