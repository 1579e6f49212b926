package io.trainvae.progress;

import io.trainvae.metrics.Outcome;
import io.trainvae.train.TrainListener;
import java.io.PrintStream;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows a training: a line for each epoch and, on a terminal, a bar until there is one. */
public final class ConsoleProgress implements TrainListener {
  private static final int REDRAW_MILLIS = 200;

  private final PrintStream out;
  private final Terminal terminal;
  private Plan plan;
  private long startNanos;
  private final String items;
  private long imagesBefore;
  private int epochsDone;
  private ProgressBar bar;

  /**
   * @param out standard error, which {@code terminal} describes
   * @param items {@code images} or {@code rows}
   */
  public ConsoleProgress(PrintStream out, Terminal terminal, String items) {
    this.items = items;
    this.out = out;
    this.terminal = terminal;
  }

  @Override
  public void warned(String line) {
    out.println(line);
  }

  @Override
  public void started(Plan newPlan) {
    plan = newPlan;
    startNanos = System.nanoTime();
    imagesBefore = -1;
    out.println(
        String.format(
            Locale.ROOT,
            "%,d parameters, %,d %s, %d %s%s, minibatches of %d, %d rounds in the first epoch",
            plan.parameters(),
            plan.trainImages(),
            items,
            plan.workers(),
            plan.workers() == 1 ? "worker" : "workers",
            plan.threads() == 1 ? "" : " of " + plan.threads() + " threads",
            plan.batch(),
            plan.firstRounds()));
  }

  @Override
  public void roundDone(Round round) {
    if (imagesBefore < 0) {
      // A training that was resumed did not begin with the first round.
      imagesBefore = images(round) - round.images() / round.round();
    }
    if (!terminal.interactive()) {
      return;
    }
    if (bar == null) {
      bar = newBar(round);
    }
    bar.setExtraMessage(
        String.format(
            Locale.ROOT,
            " -ELBO %.1f  %,.0f %s/s  %s left",
            round.negElbo(),
            round.imagesPerSecond(),
            items.equals("images") ? "img" : items,
            clock(secondsLeft(round))));
    bar.stepTo(round.round());
  }

  @Override
  public void epochDone(Epoch epoch) {
    epochsDone = epoch.epoch();
    closeBar();
    out.println("epoch " + epoch.epoch() + "/" + plan.epochs() + figures(epoch));
  }

  @Override
  public void ended(Outcome outcome) {
    closeBar();
    if (outcome == Outcome.STOPPED_EARLY) {
      out.println(
          "Stopped early after epoch %d/%d, by train.early-stopping"
              .formatted(epochsDone, plan.epochs()));
    }
  }

  private String figures(Epoch epoch) {
    return String.format(
        Locale.ROOT,
        "  -ELBO %.2f = %.2f + %.2f  %,.0f %s/s  %.1f s",
        epoch.negElbo(),
        epoch.reconstruction(),
        epoch.kl(),
        epoch.imagesPerSecond(),
        items,
        epoch.seconds());
  }

  private ProgressBar newBar(Round round) {
    return new ProgressBarBuilder()
        .setTaskName("epoch %d/%d".formatted(round.epoch(), plan.epochs()))
        .setInitialMax(round.rounds())
        .setUpdateIntervalMillis(REDRAW_MILLIS)
        .setStyle(style())
        .setConsumer(new ConsoleProgressBarConsumer(out))
        // The bar's own estimate is for the epoch; the message contains the estimate for the whole
        // training.
        .hideEta()
        // The epoch's line takes its place.
        .clearDisplayOnFinish()
        .build();
  }

  private ProgressBarStyle style() {
    if (!terminal.unicode()) {
      return ProgressBarStyle.ASCII;
    }
    return terminal.colours()
        ? ProgressBarStyle.COLORFUL_UNICODE_BLOCK
        : ProgressBarStyle.UNICODE_BLOCK;
  }

  /** At the pace so far. */
  private long secondsLeft(Round round) {
    long done = images(round);
    long all = (long) plan.epochs() * plan.trainImages();
    double secondsPerImage = (System.nanoTime() - startNanos) / 1e9 / (done - imagesBefore);
    return Math.round(secondsPerImage * (all - done));
  }

  /** Trained on since the beginning of the training. */
  private long images(Round round) {
    return (long) (round.epoch() - 1) * plan.trainImages() + round.images();
  }

  /** {@code m:ss} or {@code h:mm:ss}. */
  static String clock(long seconds) {
    return seconds < 3600
        ? "%d:%02d".formatted(seconds / 60, seconds % 60)
        : "%d:%02d:%02d".formatted(seconds / 3600, seconds / 60 % 60, seconds % 60);
  }

  private void closeBar() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
