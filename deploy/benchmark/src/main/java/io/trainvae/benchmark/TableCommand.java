package io.trainvae.benchmark;

import io.trainvae.benchmark.measure.Folders;
import io.trainvae.ml.VariationalAutoencoder;
import io.trainvae.ml.VariationalAutoencoderModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Trains the Spark ML stage on a table of random features and scores it; prints a line for each.
 */
@Command(
    name = "table",
    description = "Times the Spark ML stage on a table: one epoch, and scores of all rows.")
final class TableCommand implements Callable<Integer> {
  private static final int HIDDEN = 8;

  @Option(names = "--rows", paramLabel = "N", description = "Rows. Default: ${DEFAULT-VALUE}.")
  private long rows = 1_000_000;

  @Option(
      names = "--features",
      paramLabel = "N",
      description = "Features of a row. Default: ${DEFAULT-VALUE}.")
  private int features = 64;

  @Option(names = "--epochs", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
  private int epochs = 1;

  @Option(
      names = "--master",
      paramLabel = "URL",
      description = "Of Spark. Default: ${DEFAULT-VALUE}.")
  private String master = "local[*]";

  @Override
  public Integer call() {
    try (SparkSession spark =
        SparkSession.builder()
            .master(master)
            .appName("benchmark table")
            .config("spark.ui.enabled", "false")
            .getOrCreate()) {
      spark.sparkContext().setLogLevel("WARN");
      Path folder = Files.createTempDirectory("train-vae-table");
      String file = folder.resolve("rows").toString();
      timed("write the table", () -> table(spark).write().parquet(file));
      Dataset<Row> table = spark.read().parquet(file);
      VariationalAutoencoder stage =
          new VariationalAutoencoder().setPreset("tabular").setEpochs(epochs);
      VariationalAutoencoderModel[] model = new VariationalAutoencoderModel[1];
      timed("train, %d epochs".formatted(epochs), () -> model[0] = stage.fit(table));
      System.out.printf(
          Locale.ROOT,
          "  of which in epochs %.1f s, loss %.2f%n",
          model[0].summary().trainingSeconds(),
          model[0].summary().objectiveHistory()[epochs - 1]);
      timed(
          "score",
          () -> model[0].transform(table).select(functions.avg("outlierScore")).collectAsList());
      Folders.delete(folder);
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot keep the table", e);
    }
  }

  private Dataset<Row> table(SparkSession spark) {
    int count = features;
    StructType schema =
        new StructType().add("id", DataTypes.LongType).add("features", SQLDataTypes.VectorType());
    return spark
        .range(rows)
        .map((MapFunction<Long, Row>) id -> row(id, count), Encoders.row(schema));
  }

  /** Features that are noisy sums of a few hidden numbers. */
  private static Row row(long id, int count) {
    Random random = new Random(id * 1_000_003);
    double[] hidden = random.doubles(HIDDEN).toArray();
    double[] values =
        IntStream.range(0, count)
            .mapToDouble(
                i ->
                    hidden[i % HIDDEN]
                        - hidden[(i / HIDDEN) % HIDDEN]
                        + 0.1 * random.nextGaussian())
            .toArray();
    return RowFactory.create(id, Vectors.dense(values));
  }

  private void timed(String what, Runnable work) {
    long start = System.nanoTime();
    work.run();
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "%s: %.1f s, %,.0f rows a second; peak of the process %.2f GiB%n",
        what,
        seconds,
        rows / seconds,
        peakGib());
  }

  /** Peak physical memory of the process. */
  private static double peakGib() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D+", "")) / (1 << 20))
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException e) {
      return Double.NaN;
    }
  }
}
