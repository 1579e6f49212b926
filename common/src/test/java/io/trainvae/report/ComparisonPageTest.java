package io.trainvae.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainvae.metrics.MetricRow;
import io.trainvae.metrics.Outcome;
import io.trainvae.metrics.Summary;
import java.io.StringReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ComparisonPageTest {
  private static final XPath XPATH = XPathFactory.newInstance().newXPath();

  private static Summary.Test test(double negElbo, Double nll, Integer samples, String binarised) {
    return test(negElbo, nll, samples, binarised, 10_000L, "f");
  }

  private static Summary.Test test(
      double negElbo,
      Double nll,
      Integer samples,
      String binarised,
      Long images,
      String fingerprint) {
    return new Summary.Test(
        negElbo,
        negElbo - 25,
        25.0,
        nll,
        samples,
        18,
        binarised,
        images,
        10_000L,
        "tested",
        fingerprint,
        null);
  }

  private static ComparedRun run(String name, String dataset, Summary.Test test, String latent) {
    return run(name, dataset, test, latent, "nats per image");
  }

  private static ComparedRun run(
      String name, String dataset, Summary.Test test, String latent, String unit) {
    Summary.Train train = new Summary.Train(65, 4.31, 13_921.4, 104.83, 79.73, 25.10, 2, null);
    Summary.Dataset images =
        new Summary.Dataset(dataset, 60_000, 10_000, dataset.equals("mnist") ? "f" : "g");
    Summary summary =
        new Summary(
            name,
            "mlp-400",
            "complete",
            images,
            2,
            10,
            0,
            15,
            unit,
            train,
            test,
            Outcome.FINISHED,
            "ab");
    Map<String, String> settings = Map.of("model.latent", latent, "model.likelihood", "bernoulli");
    List<MetricRow> rows =
        List.of(new MetricRow(name, 1, 1, "train", "neg_elbo", 104.83, Instant.EPOCH));
    return new ComparedRun(
        name, "file:/runs/" + name, summary, rows, settings, Map.of("samples.png", new byte[] {1}));
  }

  private static Document page(ComparedRun... runs) throws Exception {
    String html = ComparisonPage.render(List.of(runs));
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(html)));
  }

  private static List<String> texts(Document page, String path) throws Exception {
    NodeList nodes = (NodeList) XPATH.evaluate(path, page, XPathConstants.NODESET);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      texts.add(nodes.item(i).getTextContent());
    }
    return texts;
  }

  private static List<String> row(Document page, String name) throws Exception {
    return texts(page, "//tr[th[1]='" + name + "']/td");
  }

  private static List<String> best(Document page, String name) throws Exception {
    return texts(page, "//tr[th[1]='" + name + "']/td[@class='best']");
  }

  @Test
  void figuresStandSideBySideAndTheBestIsMarked() throws Exception {
    Document page =
        page(
            run("a", "mnist", test(104.456, 98.7, 50, "none"), "20"),
            run("b", "mnist", test(104.30, 98.6, 50, "none"), "10"),
            run("c", "mnist", test(104.304, null, null, "none"), "5"),
            run("d", "mnist", null, "2"));

    assertThat(texts(page, "//table[1]/thead/tr/th")).startsWith("", "a", "b", "c", "d");
    assertThat(row(page, "Test \u2212ELBO"))
        .containsExactly("104.46", "104.30", "104.30", "\u2014");
    assertThat(best(page, "Test \u2212ELBO")).containsExactly("104.30", "104.30");
    assertThat(best(page, "Test NLL")).containsExactly("98.60");
    assertThat(best(page, "Test KL")).isEmpty();
    assertThat(texts(page, "//p[@class='warning']")).isEmpty();
  }

  @Test
  void figuresThatAreAllTheSameHaveNoBest() throws Exception {
    Document page =
        page(
            run("a", "mnist", test(104.3, null, null, "none"), "20"),
            run("b", "mnist", test(104.3, null, null, "none"), "20"));

    assertThat(texts(page, "//td[@class='best']")).isEmpty();
    assertThat(texts(page, "//p[@class='quiet']")).contains("Nothing: all settings are the same.");
  }

  @Test
  void lossesOfOtherImagesDoNotCompare() throws Exception {
    Document page =
        page(
            run("a", "mnist", test(104.4, null, null, "none"), "20"),
            run("b", "kmnist", test(199.9, null, null, "none"), "20"));

    assertThat(texts(page, "//td[@class='best']")).isEmpty();
    assertThat(texts(page, "//p[@class='warning']").get(0))
        .startsWith("These runs differ in their images: ");
  }

  @Test
  void lossesOfOtherBinarisationsDoNotCompare() throws Exception {
    Document page =
        page(
            run("a", "mnist", test(104.4, 98.0, 50, "none"), "20"),
            run("b", "mnist", test(89.9, 86.0, 5000, "dynamic"), "20"));

    assertThat(best(page, "Test \u2212ELBO")).isEmpty();
    assertThat(best(page, "Test NLL")).isEmpty();
    assertThat(texts(page, "//p[@class='warning']").get(0))
        .startsWith(
            "These runs differ in their binarisation and in the number of importance samples: ");
  }

  @Test
  void lossesOfAnotherNumberOfImagesDoNotCompare() throws Exception {
    Document page =
        page(
            run("a", "mnist", test(104.4, 98.0, 50, "none", 10_000L, "f"), "20"),
            run("b", "mnist", test(89.9, 86.0, 50, "none", 50L, "f"), "20"));

    assertThat(best(page, "Test \u2212ELBO")).isEmpty();
    assertThat(best(page, "Test NLL")).isEmpty();
    assertThat(row(page, "Test images")).containsExactly("10,000", "first 50 of 10,000");
    assertThat(texts(page, "//p[@class='warning']").get(0))
        .startsWith(
            "These runs differ in the number of test images"
                + " (a: 10,000 images, b: first 50 of 10,000 images): ");
  }

  @Test
  void lossesOfAnUnknownNumberOfImagesDoNotCompare() throws Exception {
    Document page =
        page(
            run("a", "mnist", test(104.4, 98.0, 50, "none", null, null), "20"),
            run("b", "mnist", test(89.9, 86.0, 50, "none", null, null), "20"));

    assertThat(best(page, "Test \u2212ELBO")).isEmpty();
    assertThat(row(page, "Test images")).containsExactly("\u2014", "\u2014");
    assertThat(texts(page, "//p[@class='warning']"))
        .containsExactly(
            "Of how many images the test figures of a, b are is not known: evaluate again to"
                + " compare them.");
  }

  @Test
  void lossesOnAnotherDataSetThanThatOfTheTrainingDoNotCompare() throws Exception {
    Document page =
        page(
            run("a", "mnist", test(104.4, null, null, "none"), "20"),
            run("b", "mnist", test(89.9, null, null, "none", 10_000L, "g"), "20"));

    assertThat(best(page, "Test \u2212ELBO")).isEmpty();
    assertThat(row(page, "Test images")).containsExactly("10,000", "10,000 of tested");
    assertThat(texts(page, "//p[@class='warning']").get(0))
        .startsWith("These runs differ in the images that they were tested on: ");
  }

  @Test
  void lossesOfImagesThatWereTrainedOnDoNotCompare() throws Exception {
    ComparedRun clean = run("a", "mnist", test(104.4, null, null, "none"), "20");
    ComparedRun cheat = run("b", "mnist", test(99.4, null, null, "none"), "20");
    Map<String, String> settings = new HashMap<>(cheat.settings());
    settings.put("data.include-test", "true");
    Document page =
        page(
            clean,
            new ComparedRun(
                "b", "x", cheat.summary(), cheat.metrics(), settings, cheat.pictures()));

    assertThat(best(page, "Test \u2212ELBO")).isEmpty();
    assertThat(texts(page, "//p[@class='warning']").get(0))
        .startsWith("These runs differ in whether test images were trained on: ");
  }

  @Test
  void theSameImagesUnderAnotherNameCompare() throws Exception {
    ComparedRun b = run("b", "mnist", test(103.3, null, null, "none"), "20");
    ComparedRun a = run("a", "mnist", test(104.4, null, null, "none"), "20");
    assertThat(best(page(a, renamed(b, "f")), "Test \u2212ELBO")).containsExactly("103.30");
    // Two folders of the same name and size, as MNIST's and Fashion-MNIST's "raw" are.
    assertThat(best(page(renamed(a, "f"), renamed(b, "other")), "Test \u2212ELBO")).isEmpty();
    assertThat(best(page(renamed(a, null), renamed(b, null)), "Test \u2212ELBO"))
        .as("of before there were fingerprints: by names and counts")
        .containsExactly("103.30");
  }

  private static ComparedRun renamed(ComparedRun run, String fingerprint) {
    Summary all = run.summary();
    Summary summary =
        new Summary(
            all.runId(),
            all.preset(),
            all.status(),
            new Summary.Dataset("raw", 60_000, 10_000L, fingerprint),
            all.workers(),
            all.averagingFrequency(),
            all.seed(),
            all.epochs(),
            all.unit(),
            all.train(),
            test(all.test().negElbo(), null, null, "none", 10_000L, fingerprint),
            all.outcome(),
            all.parametersSha256());
    return new ComparedRun(
        run.name(), run.location(), summary, run.metrics(), run.settings(), run.pictures());
  }

  @Test
  void lossesInOtherUnitsDoNotCompare() throws Exception {
    Document page =
        page(
            run("a", "mnist", test(104.4, null, null, "none"), "20"),
            run("b", "mnist", test(855.3, null, null, "none"), "20", "squared error per image"));

    assertThat(best(page, "Test \u2212ELBO")).isEmpty();
    assertThat(texts(page, "//p[@class='warning']").get(0))
        .startsWith("These runs differ in their likelihood: ");
    assertThat(texts(page, "//section/p[@class='quiet']").get(0))
        .startsWith("Losses are nats per image or squared error per image, lower is better. ");
  }

  @Test
  void runsOnFeaturesSpeakOfRowsAndCompareWithThoseOfBefore() throws Exception {
    ComparedRun rows = run("a", "mnist", test(104.4, null, null, "none"), "20", "nats per row");
    ComparedRun better = run("b", "mnist", test(99.4, null, null, "none"), "20", "nats per row");
    assertThat(row(page(rows, better), "Rows per second")).hasSize(2);
    assertThat(row(page(rows, better), "Test rows")).hasSize(2);
    ComparedRun former = run("c", "mnist", test(99.4, null, null, "none"), "20");
    assertThat(best(page(rows, former), "Test \u2212ELBO")).hasSize(1);
    assertThat(row(page(rows, former), "Images per second")).hasSize(2);
  }

  @Test
  void boundsOfOtherSampleCountsDoNotCompareButTheElboDoes() throws Exception {
    Document page =
        page(
            run("a", "mnist", test(104.4, 98.0, 50, "none"), "20"),
            run("b", "mnist", test(103.4, 97.0, 5000, "none"), "20"));

    assertThat(best(page, "Test \u2212ELBO")).containsExactly("103.40");
    assertThat(best(page, "Test NLL")).isEmpty();
  }

  @Test
  void onlySettingsThatDifferAreShown() throws Exception {
    Document page = page(run("a", "mnist", null, "20"), run("b", "mnist", null, ""));

    String settings = "//table[contains(@class,'settings')]/tbody/tr";
    assertThat(texts(page, settings + "/th")).containsExactly("model.latent");
    assertThat(texts(page, settings + "/td")).containsExactly("20", "\u2014");
  }

  @Test
  void picturesStandBesideEachOtherAndGapsAreSaid() throws Exception {
    ComparedRun without = run("b", "mnist", null, "20");
    Document page =
        page(
            run("a", "mnist", null, "20"),
            new ComparedRun(
                "b",
                "s3a://bucket/b",
                without.summary(),
                List.of(),
                without.settings(),
                Map.of("loss.png", new byte[] {2})));

    assertThat(texts(page, "//h3")).containsExactly("Samples");
    assertThat(texts(page, "//div[@class='beside']//figcaption/strong")).containsExactly("a", "b");
    assertThat(texts(page, "//div[@class='beside']//img/@alt"))
        .containsExactly("a: Samples (samples.png)");
    assertThat(texts(page, "//p[@class='none']")).containsExactly("not made");
  }

  @Test
  void textFromOutsideStaysTextAndNothingIsFetched() throws Exception {
    String hostile = "</style><script>alert(1)</script>&amp;";
    ComparedRun a = run(hostile, hostile, test(1, 1.0, 1, hostile), hostile, hostile);
    Document page = page(a, run("b", "mnist", null, "2"));
    String html = ComparisonPage.render(List.of(a, a));

    assertThat(texts(page, "//script")).isEmpty();
    assertThat(texts(page, "//figcaption/strong")).contains(hostile);
    assertThat(html.replace("xmlns=\"http://www.w3.org/1999/xhtml\"", ""))
        .doesNotContain("http:", "https:", "url(", "@import", "<link", "<script");
  }
}
