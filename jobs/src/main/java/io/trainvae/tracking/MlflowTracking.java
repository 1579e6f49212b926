package io.trainvae.tracking;

import io.trainvae.config.RunConfig;
import io.trainvae.metrics.Outcome;
import io.trainvae.metrics.Summary;
import io.trainvae.run.Provenance;
import io.trainvae.run.RunLayout;
import io.trainvae.storage.Storage;
import io.trainvae.train.TrainListener;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports one command to an MLflow tracking server. Nothing here throws: an error is logged once,
 * and the rest of the command is not tracked.
 */
public final class MlflowTracking {
  private static final Logger LOG = LoggerFactory.getLogger(MlflowTracking.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final TrackingSettings settings;
  private final Storage storage;
  private final Consumer<String> complaint;
  private final AsyncSender sender;
  private final MlflowServer server;

  public MlflowTracking(TrackingSettings settings, Storage storage) {
    this(settings, storage, PATIENCE, LOG::warn);
  }

  /**
   * @param patience time to wait for the server, for each request
   * @param complaint receives at most one line per command
   */
  MlflowTracking(
      TrackingSettings settings, Storage storage, Duration patience, Consumer<String> complaint) {
    this.complaint = complaint;
    this.settings = settings;
    this.storage = storage;
    this.sender = new AsyncSender(patience, this::complain);
    this.server = new MlflowServer(settings);
  }

  /** Reports a training to the server, from its creation to its end. */
  public TrainListener training(RunConfig config, Provenance provenance, RunLayout layout) {
    return new Training(config, provenance, layout);
  }

  /** Adds the figures of an evaluation to the run that the training created. */
  public void evaluated(Summary summary, RunLayout layout) {
    sender.send(
        () -> {
          Optional<TrackedRun> tracked = TrackedRun.read(storage, layout);
          if (tracked.isEmpty()) {
            complain("its training was not tracked");
          } else if (!tracked.get().trackingUri().equals(settings.shownUri())) {
            complain("its training was tracked by " + tracked.get().trackingUri());
          } else {
            server.log(tracked.get().runId(), TrackedFigures.of(summary), summary.epochs());
          }
        });
    sender.settle();
  }

  /** Waits until every request is delivered or dropped. */
  void settle() {
    sender.settle();
  }

  private void complain(String why) {
    complaint.accept("Not tracked by MLflow at %s: %s".formatted(settings.shownUri(), why));
  }

  private final class Training implements TrainListener {
    private final RunConfig config;
    private final Provenance provenance;
    private final RunLayout layout;
    private volatile TrackedRun tracked;

    private Training(RunConfig config, Provenance provenance, RunLayout layout) {
      this.config = config;
      this.provenance = provenance;
      this.layout = layout;
    }

    @Override
    public void started(Plan plan) {
      sender.send(
          () -> {
            Optional<TrackedRun> earlier = earlier();
            earlier.ifPresent(run -> server.goOn(run.runId()));
            tracked = earlier.orElseGet(() -> begin(plan));
            tracked.write(storage, layout);
          });
    }

    /** A resumed training continues under its existing name. */
    private Optional<TrackedRun> earlier() {
      return TrackedRun.read(storage, layout)
          .filter(run -> run.trackingUri().equals(settings.shownUri()));
    }

    private TrackedRun begin(Plan plan) {
      RunConfig resolved = config.withWorkers(plan.workers());
      return server.begin(plan.runId(), resolved, provenance, layout);
    }

    @Override
    public void epochDone(Epoch epoch) {
      Map<String, Double> figures = new LinkedHashMap<>();
      figures.put("train/neg_elbo", epoch.negElbo());
      figures.put("train/reconstruction", epoch.reconstruction());
      figures.put("train/kl", epoch.kl());
      figures.put("train/seconds", epoch.seconds());
      figures.put("train/images_per_second", epoch.imagesPerSecond());
      epoch.disagreement().ifPresent(figure -> figures.put("train/disagreement", figure));
      sender.send(() -> server.log(tracked.runId(), figures, epoch.epoch()));
    }

    @Override
    public void ended(Outcome outcome) {
      sender.send(() -> server.end(tracked.runId(), outcome));
      sender.settle();
    }
  }
}
