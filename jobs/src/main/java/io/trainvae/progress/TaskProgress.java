package io.trainvae.progress;

import io.trainvae.data.Progress;
import java.io.PrintStream;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows each task as a bar on a terminal, and as one line when it ends elsewhere. */
public final class TaskProgress implements Progress {
  private final PrintStream out;
  private final boolean terminal;
  private ProgressBar bar;
  private String task;
  private String unit;
  private long done;
  private long began;

  public TaskProgress(PrintStream out, Terminal terminal) {
    this.out = out;
    this.terminal = terminal.interactive();
  }

  @Override
  public void begin(String task, long total, String unit) {
    this.task = task;
    this.unit = unit;
    this.done = 0;
    this.began = System.nanoTime();
    if (terminal) {
      bar = bar(task, total, unit);
    }
  }

  private static ProgressBar bar(String task, long total, String unit) {
    ProgressBarBuilder builder =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(total)
            .setUpdateIntervalMillis(200)
            .setStyle(ProgressBarStyle.ASCII);
    return unit.equals("bytes")
        ? builder.setUnit(" MB", 1_000_000).showSpeed().build()
        : builder.setUnit(" " + unit, 1).build();
  }

  @Override
  public void reached(long done) {
    this.done = done;
    if (bar != null) {
      bar.stepTo(done);
    }
  }

  @Override
  public void notice(String line) {
    out.println(line);
  }

  @Override
  public void end() {
    if (bar != null) {
      bar.close();
      bar = null;
    } else {
      double seconds = (System.nanoTime() - began) / 1e9;
      out.printf(Locale.ROOT, "%s: %d %s in %.1f s%n", task, done, unit, seconds);
    }
  }
}
