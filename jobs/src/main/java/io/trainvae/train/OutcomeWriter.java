package io.trainvae.train;

import io.trainvae.data.Split;
import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import io.trainvae.metrics.MetricRow;
import io.trainvae.metrics.MetricsFile;
import io.trainvae.metrics.Outcome;
import io.trainvae.metrics.Summary;
import io.trainvae.network.SavedModel;
import io.trainvae.run.RunLayout;
import io.trainvae.run.SummaryFile;
import io.trainvae.storage.Storage;
import java.time.Instant;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes down how a training ended, in the run's metrics and its summary. */
final class OutcomeWriter {
  private static final Logger LOG = LoggerFactory.getLogger(OutcomeWriter.class);

  private final Storage storage;
  private final RunLayout layout;
  private final TrainingSummary figures;
  private final RunGuard oversight;

  /**
   * @param oversight nothing is written to a run that is no longer ours
   */
  OutcomeWriter(Storage storage, RunLayout layout, TrainingSummary figures, RunGuard oversight) {
    this.storage = storage;
    this.layout = layout;
    this.figures = figures;
    this.oversight = oversight;
  }

  /** Writes the model, and last the summary: who has both is trained. */
  Summary trained(SavedModel model, Outcome outcome) {
    model.write(storage, layout.model());
    Summary summary = figures.of("trained", outcome, model.parametersSha256());
    writeMetrics(summary);
    SummaryFile.write(storage, layout.summary(), summary);
    return summary;
  }

  /**
   * Writes the figures so far if the storage accepts them. A failure to write is ignored, because
   * the failure that ended the training matters more.
   */
  Outcome unfinished(Throwable failure) {
    Outcome outcome = isInterruption(failure) ? Outcome.INTERRUPTED : Outcome.FAILED;
    if (oversight.isOurs()) {
      try {
        oversight.verify();
        Summary summary = figures.of("unfinished", outcome, null);
        SummaryFile.write(storage, layout.summary(), summary);
        writeMetrics(summary);
      } catch (RuntimeException e) {
        LOG.debug("No summary of a training that {}", outcome.words(), e);
      }
    }
    return outcome;
  }

  /** The same that makes the process end with {@link ExitCode#INTERRUPTED}. */
  private boolean isInterruption(Throwable failure) {
    return oversight.stopRequested()
        || Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
            .limit(50)
            .anyMatch(OutcomeWriter::saysInterrupted);
  }

  private static boolean saysInterrupted(Throwable cause) {
    return cause instanceof InterruptedException
        || cause instanceof JobException e && e.exitCode() == ExitCode.INTERRUPTED;
  }

  private void writeMetrics(Summary summary) {
    new MetricsFile(storage, layout.metrics())
        .writeOutcome(
            new MetricRow(
                summary.runId(),
                summary.epochs(),
                0,
                Split.TRAIN.id(),
                "outcome",
                summary.outcome().number(),
                Instant.now()));
  }
}
