package io.trainvae.cli;

import io.trainvae.metrics.Summary;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.fs.Path;

/** The final output of a command: one name and value per line. */
final class ResultTable {
  private final Map<String, String> rows = new LinkedHashMap<>();

  ResultTable row(String name, Object value) {
    rows.put(name, value.toString());
    return this;
  }

  /** A local path as a person writes it. */
  ResultTable place(String name, Path path) {
    return row(name, shown(path));
  }

  /** The figures of a training and its evaluation. */
  ResultTable figures(Summary summary) {
    if (summary.outcome() != null) {
      row(
          "outcome",
          text(
              "%s after %d %s",
              summary.outcome().words(),
              summary.epochs(),
              summary.epochs() == 1 ? "epoch" : "epochs"));
    }
    if (summary.train() != null) {
      Summary.Train train = summary.train();
      loss("training -ELBO", train.negElbo(), train.reconstruction(), train.kl(), summary.unit());
      speed(train, summary.items());
    }
    if (summary.test() != null) {
      Summary.Test test = summary.test();
      String unit = summary.unit() + ", " + summary.testedOn();
      loss("test -ELBO", test.negElbo(), test.reconstruction(), test.kl(), unit);
      if (test.nll() != null) {
        row("test bound", text("%.2f %s, %d samples", test.nll(), unit, test.importanceSamples()));
      }
      if (test.bitsPerDim() != null) {
        row("test bits", text("%.3f bits per dimension", test.bitsPerDim()));
      }
      if (test.activeUnits() != null) {
        row("active units", test.activeUnits());
      }
    }
    return this;
  }

  void print(PrintStream out) {
    int width = rows.keySet().stream().mapToInt(String::length).max().orElse(0);
    rows.forEach(
        (name, value) -> out.println(name + " ".repeat(width - name.length() + 2) + value));
  }

  static String shown(Path path) {
    return "file".equals(path.toUri().getScheme()) ? path.toUri().getPath() : path.toString();
  }

  private void loss(String name, Double negElbo, Double reconstruction, Double kl, String unit) {
    if (negElbo != null && reconstruction != null && kl != null) {
      row(name, text("%.2f = %.2f + %.2f %s", negElbo, reconstruction, kl, unit));
    }
  }

  private void speed(Summary.Train train, String items) {
    if (train.imagesPerSecond() != null) {
      String epoch =
          train.secondsPerEpoch() == null
              ? ""
              : text(", %.2f s per epoch", train.secondsPerEpoch());
      row("speed", text("%,.0f %s/s", train.imagesPerSecond(), items) + epoch);
    }
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
