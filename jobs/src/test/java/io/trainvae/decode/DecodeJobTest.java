package io.trainvae.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trainvae.evaluation.EvaluationSums;
import io.trainvae.exchange.OnnxSession;
import io.trainvae.network.OpenModel;
import io.trainvae.network.RandomStreams;
import io.trainvae.network.RandomStreams.Purpose;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares the results of evaluate, encode and decode on a run with each other and with the model.
 */
@Tag("long")
class DecodeJobTest {
  @TempDir static Path folder;
  private static TinyRun run;
  private static List<String> written;

  @BeforeAll
  static void make() {
    run = TinyRun.train(folder, "model.latent=4", "evaluate.each-epoch=true");
    run.evaluate();
    run.encode("encoded", 0);
    written = run.decode();
  }

  private static Map<String, Double> testMetrics() {
    return run.table("run/metrics").where("split = 'test' and round = 0").collectAsList().stream()
        .collect(Collectors.toMap(row -> row.getAs("metric"), row -> row.getAs("value")));
  }

  private static List<Row> encodedTestImages(String name) {
    return run
        .table(name.equals("encoded") ? "run/encoded" : name)
        .where("split = 'test'")
        .collectAsList()
        .stream()
        .sorted(Comparator.comparingInt((Row row) -> row.<Integer>getAs("index")))
        .toList();
  }

  @Test
  void everyPictureIsDrawnAndShown() throws IOException {
    List<String> names =
        List.of(
            "latent-grid",
            "samples",
            "traversals",
            "reconstructions",
            "latent-scatter",
            "interpolations",
            "anomalies",
            "loss",
            "class-losses",
            "kl-dimensions");
    assertThat(written)
        .containsExactlyElementsOf(
            List.of(names.stream().map("images/%s.png"::formatted).toList(), List.of("report.html"))
                .stream()
                .flatMap(List::stream)
                .toList());
    for (String name : names) {
      assertThat(run.report()).contains("(" + name + ".png)");
    }
    assertThat(run.report()).contains("(training.gif)");
  }

  @Test
  void everyEpochHasItsPictures() throws IOException {
    assertThat(run.names("images/epochs"))
        .hasSize(2 * TinyRun.EPOCHS)
        .startsWith("epoch-0001-reconstructions.png", "epoch-0001-samples.png")
        .endsWith("epoch-0008-reconstructions.png", "epoch-0008-samples.png");
  }

  @Test
  void figuresOfTheClassesAddUpToThoseOfAll() {
    Map<String, Double> metrics = testMetrics();
    Map<Integer, Long> images =
        encodedTestImages("encoded").stream()
            .collect(Collectors.groupingBy(row -> row.getAs("label"), Collectors.counting()));

    assertThat(images).hasSizeGreaterThan(5);
    for (String metric : List.of("neg_elbo", "reconstruction", "kl")) {
      double sum =
          images.entrySet().stream()
              .mapToDouble(of -> of.getValue() * metrics.get(metric + "/class=" + of.getKey()))
              .sum();
      assertThat(sum / encodedTestImages("encoded").size())
          .as(metric)
          .isCloseTo(metrics.get(metric), within(1e-9));
    }
  }

  @Test
  void figuresOfTheLatentDimensionsAddUpToTheDivergence() {
    Map<String, Double> metrics = testMetrics();
    double sum = 0;
    for (int dim = 0; dim < 4; dim++) {
      sum += metrics.get("kl_dim_" + dim);
    }
    assertThat(sum).isCloseTo(metrics.get("kl"), within(1e-9));
  }

  @Test
  void testFiguresOfTheLastEpochAreThoseOfTheEvaluation() {
    double last =
        run.table("run/metrics")
            .where("split = 'test' and metric = 'neg_elbo' and epoch = 8 and round > 0")
            .collectAsList()
            .get(0)
            .getAs("value");
    assertThat(last).isEqualTo(testMetrics().get("neg_elbo"));
  }

  @Test
  void anomalyScoresWithoutSamplesAreNegativeElbos() {
    double mean =
        encodedTestImages("encoded").stream()
            .mapToDouble(row -> row.<Double>getAs("anomaly_score"))
            .average()
            .orElseThrow();
    assertThat(mean).isCloseTo(testMetrics().get("neg_elbo"), within(1e-9));
  }

  @Test
  void encodedImagesAreWhatTheModelMakesOfTheirPixels() {
    Row image = run.table("data").where("split = 'test' and index = 3").collectAsList().get(0);
    byte[] bytes = image.getAs("image");
    float[] pixels = new float[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      pixels[i] = (bytes[i] & 0xff) / 255f;
    }
    Row encoded = encodedTestImages("encoded").get(3);
    try (OpenModel model = run.model().open(1)) {
      float[] posterior = model.encode(pixels, new int[1], 1);
      for (int dim = 0; dim < 4; dim++) {
        assertThat(encoded.<Float>getList(encoded.fieldIndex("mean")).get(dim))
            .isCloseTo(posterior[dim], within(1e-5f));
        assertThat(encoded.<Float>getList(encoded.fieldIndex("log_var")).get(dim))
            .isCloseTo(posterior[4 + dim], within(1e-5f));
      }
    }
  }

  /** Given the noise that the job draws for each image. */
  @Test
  void anExportedGraphGivesTheScoresThatAreEncoded() throws Exception {
    List<Row> encoded = encodedTestImages("encoded");
    List<Row> images = run.table("data").where("split = 'test'").orderBy("index").collectAsList();
    int count = images.size();
    int side = 12;
    byte[] bytes = new byte[count * side * side];
    float[] noise = new float[count * 4];
    var streams = new RandomStreams(run.config().evaluate().seed());
    for (int i = 0; i < count; i++) {
      byte[] image = images.get(i).getAs("image");
      System.arraycopy(image, 0, bytes, i * image.length, image.length);
      SplittableRandom random = streams.stream(Purpose.EVALUATION_NOISE, i, 0);
      for (int dim = 0; dim < 4; dim++) {
        noise[i * 4 + dim] = (float) random.nextGaussian();
      }
    }
    run.export("exported");
    byte[] scorer = Files.readAllBytes(folder.resolve("exported/scorer.onnx"));
    try (OnnxSession session = new OnnxSession(scorer)) {
      float[] scores =
          session
              .bytes("image", bytes, count, side, side)
              .floats("noise", noise, count, 4)
              .run()
              .get("score");
      assertThat(scores).hasSize(encoded.size()).hasSizeGreaterThan(50);
      for (int i = 0; i < count; i++) {
        assertThat((double) scores[i])
            .isCloseTo(encoded.get(i).<Double>getAs("anomaly_score"), within(1e-4));
      }
    }
  }

  @Test
  void withSamplesAnomalyScoresAreTighterBounds() {
    double elbo = testMetrics().get("neg_elbo");
    run.encode("bounds", 20);
    double bound =
        encodedTestImages("bounds").stream()
            .mapToDouble(row -> row.<Double>getAs("anomaly_score"))
            .average()
            .orElseThrow();
    assertThat(bound).isLessThan(elbo).isGreaterThan(elbo / 2);
  }

  /** To the last bit, with the matrix products that are used in earnest. */
  @Test
  void anImageIsTheSameInAnyPartitionAndWithALimit() throws IOException {
    run.encode("some", 7);
    List<Row> rows = encodedTestImages("some");
    run.repartition("repartitioned", 11);
    run.encode("repartitioned", "others", 7);
    assertThat(encodedTestImages("others")).hasSizeGreaterThan(50).isEqualTo(rows);

    double bound = rows.get(0).getAs("anomaly_score");
    assertThat(run.figures(1, 7).nll()).isEqualTo(bound);
    double elbo = encodedTestImages("encoded").get(0).getAs("anomaly_score");
    EvaluationSums first = run.figures(1, 0);
    assertThat(first.reconstruction() + first.kl()).isEqualTo(elbo);
  }
}
