package io.trainvae.train;

import io.trainvae.config.ConfigWriter;
import io.trainvae.metrics.MetricRow;
import io.trainvae.metrics.MetricsFile;
import io.trainvae.metrics.Outcome;
import io.trainvae.picture.DisagreementChart;
import io.trainvae.picture.LossChart;
import io.trainvae.report.LiveStatus;
import io.trainvae.report.ReportData;
import io.trainvae.report.ReportPage;
import io.trainvae.run.RunLayout;
import io.trainvae.storage.Storage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rewrites {@code report.html} during the training, so that an open browser tab can follow it.
 *
 * <p>Once the code is warm, a page takes some hundredths of a second of one core. If epochs are
 * short, some of them get no page, so that pages do not slow the training down. A page that cannot
 * be written does not stop the training.
 */
final class LiveReport implements TrainListener {
  private static final Logger LOG = LoggerFactory.getLogger(LiveReport.class);

  /** A killed process writes no further page, so each page says when it was written. */
  private static final String LAST_WORDS =
      " It was written at %s and is rewritten after every epoch, or every 15 s if epochs are shorter;"
          + " if no new one appears, the training was interrupted, and --resume continues it.";

  /** About this share of the time may go into pages, but no reader waits longer than the limit. */
  private static final double PART_OF_TIME = 0.01;

  private static final long LONGEST_PAUSE_NANOS = 15_000_000_000L;

  private static final int SHORTEST_RELOAD = 2;
  private static final int LONGEST_RELOAD = 30;

  private final Storage storage;
  private final RunLayout layout;
  private final TrainingSummary figures;
  private final TrainingFilm film;
  private final RunGuard guard;
  private final List<MetricRow> metrics = new ArrayList<>();
  private Plan plan;
  private int reloadSeconds = SHORTEST_RELOAD;
  private long lastNanos;
  private long costNanos;
  private boolean broken;

  /**
   * @param figures receives each epoch before this listener does
   * @param film stores its frame of each epoch before this listener is called
   * @param guard no page is written to a run that is no longer ours
   */
  LiveReport(
      Storage storage,
      RunLayout layout,
      TrainingSummary figures,
      TrainingFilm film,
      RunGuard guard) {
    this.storage = storage;
    this.layout = layout;
    this.figures = figures;
    this.film = film;
    this.guard = guard;
  }

  @Override
  public void started(Plan newPlan) {
    plan = newPlan;
    write(
        () -> {
          metrics.addAll(new MetricsFile(storage, layout.metrics()).read());
          return training();
        });
  }

  @Override
  public void epochDone(Epoch epoch) {
    metrics.addAll(EpochMetrics.rows(plan.runId(), epoch));
    reloadSeconds =
        (int) Math.max(SHORTEST_RELOAD, Math.min(LONGEST_RELOAD, Math.round(epoch.seconds() / 2)));
    if (epochsDone() < plan.epochs() && isDue()) {
      write(this::training);
    }
  }

  @Override
  public void ended(Outcome outcome) {
    write(
        () ->
            switch (outcome) {
              case FINISHED -> trained("Trained.");
              case STOPPED_EARLY -> trained("Stopped early by its rule, train.early-stopping.");
              case INTERRUPTED, FAILED ->
                  ReportPage.render(
                      data(
                          "%s, %d of %d epochs done"
                              .formatted(outcome.words(), epochsDone(), plan.epochs()),
                          outcome));
            });
  }

  private int epochNow() {
    return Math.min(epochsDone() + 1, plan.epochs());
  }

  private int epochsDone() {
    return figures.history().epochs();
  }

  private boolean isDue() {
    double pause = Math.min(LONGEST_PAUSE_NANOS, costNanos / PART_OF_TIME);
    return epochsDone() == 1 || System.nanoTime() - lastNanos > pause;
  }

  private String training() {
    String next =
        epochsDone() == 0
            ? "The first figures come with the first epoch."
            : "This page follows the training by itself.";
    return growing(
        data("training, epoch %d/%d".formatted(epochNow(), plan.epochs()), null),
        reloadSeconds,
        next + LAST_WORDS.formatted(Instant.now().truncatedTo(ChronoUnit.SECONDS)));
  }

  private String trained(String note) {
    return growing(
        data("trained", null),
        LONGEST_RELOAD / 2,
        note + " The evaluation and the pictures follow with the next steps.");
  }

  private String growing(ReportData data, int reload, String note) {
    return ReportPage.renderGrowing(
        data, new LiveStatus(epochsDone(), plan.epochs(), reload, note));
  }

  private ReportData data(String status, Outcome outcome) {
    return new ReportData(
        figures.of(status, outcome, null),
        metrics,
        figures.dataset().synthetic(),
        ConfigWriter.toYaml(figures.config()),
        text(layout.provenance()),
        pictures());
  }

  private Map<String, byte[]> pictures() {
    Map<String, byte[]> pictures = new LinkedHashMap<>();
    if (!metrics.isEmpty()) {
      pictures.put(
          "loss.png", LossChart.draft(metrics, figures.config().model().likelihood().unit()));
    }
    DisagreementChart.draft(metrics).ifPresent(chart -> pictures.put("disagreement.png", chart));
    if (epochsDone() > 0 && !film.isEmpty()) {
      pictures.put("decoded.png", film.lastFrame(figures.dataset().image()));
    }
    return pictures;
  }

  private String text(Path file) {
    return storage.exists(file) ? new String(storage.read(file), StandardCharsets.UTF_8) : null;
  }

  private interface Page {
    String render();
  }

  private void write(Page page) {
    // The code that stops the training because the run is lost reports it.
    if (broken || !guard.isOurs()) {
      return;
    }
    long start = System.nanoTime();
    try {
      storage.writeAtomically(layout.report(), page.render().getBytes(StandardCharsets.UTF_8));
    } catch (RuntimeException e) {
      broken = true;
      LOG.warn("No report while training: {}", e.getMessage());
    }
    lastNanos = System.nanoTime();
    costNanos = lastNanos - start;
  }
}
