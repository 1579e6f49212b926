package io.trainvae.train;

import io.trainvae.config.ConfigWriter;
import io.trainvae.config.RunConfig;
import io.trainvae.data.DatasetInfo;
import io.trainvae.metrics.MetricRow;
import io.trainvae.metrics.MetricsFile;
import io.trainvae.metrics.Summary;
import io.trainvae.picture.LossChart;
import io.trainvae.report.Growth;
import io.trainvae.report.ReportData;
import io.trainvae.report.ReportPage;
import io.trainvae.run.RunLayout;
import io.trainvae.storage.Storage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rewrites {@code report.html} while the training goes on, so that an open browser tab can follow.
 *
 * <p>A page costs some hundredths of a second of one core, once warm. Where epochs are so short
 * that this would be felt, some of them get no page of their own. A page that cannot be written is
 * no reason to stop training.
 */
final class GrowingReport implements TrainListener {
  private static final Logger LOG = LoggerFactory.getLogger(GrowingReport.class);
  private static final String FOLLOWS = "This page follows the training by itself.";

  /** Of all time about this part may go into pages; but who watches waits no longer than this. */
  private static final double PART_OF_TIME = 0.01;

  private static final long LONGEST_PAUSE_NANOS = 15_000_000_000L;

  private static final int SHORTEST_RELOAD = 2;
  private static final int LONGEST_RELOAD = 30;

  private final Storage storage;
  private final RunLayout layout;
  private final RunConfig config;
  private final DatasetInfo dataset;
  private final EpochHistory history;
  private final TrainingFilm film;
  private final Oversight oversight;
  private final List<MetricRow> metrics = new ArrayList<>();
  private Plan plan;
  private int epochsDone;
  private int reloadSeconds = SHORTEST_RELOAD;
  private long lastNanos;
  private long costNanos;
  private boolean broken;

  /**
   * @param history told of each epoch before this is
   * @param film has its frame of each epoch before this is told of it
   * @param oversight no page is written to a run that is no longer ours
   */
  GrowingReport(
      Storage storage,
      RunLayout layout,
      RunConfig config,
      DatasetInfo dataset,
      EpochHistory history,
      TrainingFilm film,
      Oversight oversight) {
    this.storage = storage;
    this.layout = layout;
    this.config = config;
    this.dataset = dataset;
    this.history = history;
    this.film = film;
    this.oversight = oversight;
  }

  @Override
  public void started(Plan newPlan) {
    plan = newPlan;
    epochsDone = history.epochs();
    write(
        () -> {
          metrics.addAll(new MetricsFile(storage, layout.metrics()).read());
          return growing(
              epochsDone == 0 ? "The first figures come with the first epoch." : FOLLOWS);
        });
  }

  @Override
  public void epochDone(Epoch epoch) {
    epochsDone = epoch.epoch();
    metrics.addAll(EpochMetrics.rows(plan.runId(), epoch));
    reloadSeconds =
        (int) Math.max(SHORTEST_RELOAD, Math.min(LONGEST_RELOAD, Math.round(epoch.seconds() / 2)));
    if (epochsDone < plan.epochs() && isDue()) {
      write(() -> growing(FOLLOWS));
    }
  }

  @Override
  public void ended() {
    write(
        () ->
            epochsDone == plan.epochs()
                ? growing("Trained. The evaluation and the pictures follow with the next steps.")
                : ReportPage.render(data("stopped in epoch " + epochNow())));
  }

  private boolean isDue() {
    double pause = Math.min(LONGEST_PAUSE_NANOS, costNanos / PART_OF_TIME);
    return epochsDone == 1 || System.nanoTime() - lastNanos > pause;
  }

  private String growing(String note) {
    boolean training = epochsDone < plan.epochs();
    String status = training ? "training, epoch " + epochNow() : "trained";
    int reload = training ? reloadSeconds : LONGEST_RELOAD / 2;
    return ReportPage.renderGrowing(
        data(status), new Growth(epochsDone, plan.epochs(), reload, note));
  }

  private String epochNow() {
    return Math.min(epochsDone + 1, plan.epochs()) + "/" + plan.epochs();
  }

  private ReportData data(String status) {
    return new ReportData(
        summary(status),
        metrics,
        dataset.synthetic(),
        ConfigWriter.toYaml(config),
        text(layout.provenance()),
        pictures());
  }

  private Map<String, byte[]> pictures() {
    Map<String, byte[]> pictures = new LinkedHashMap<>();
    if (!metrics.isEmpty()) {
      pictures.put("loss.png", LossChart.draft(metrics, config.model().likelihood().unit()));
    }
    if (epochsDone > 0 && !film.isEmpty()) {
      pictures.put("decoded.png", film.lastFrame(dataset.height(), dataset.width()));
    }
    return pictures;
  }

  private Summary summary(String status) {
    return new Summary(
        plan.runId(),
        config.preset(),
        status,
        new Summary.Dataset(dataset.name(), dataset.trainImages(), dataset.testImages()),
        plan.workers(),
        config.train().averagingFrequency(),
        config.train().seed(),
        plan.epochs(),
        config.model().likelihood().unit(),
        history.isEmpty() ? null : history.summary(),
        null,
        null);
  }

  private String text(Path file) {
    return storage.exists(file) ? new String(storage.read(file), StandardCharsets.UTF_8) : null;
  }

  private interface Page {
    String render();
  }

  private void write(Page page) {
    // Whoever stops the training because the run is lost says so.
    if (broken || !oversight.isOurs()) {
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
