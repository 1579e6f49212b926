package io.trainvae.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainvae.metrics.MetricRow;
import io.trainvae.metrics.Outcome;
import io.trainvae.metrics.Summary;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
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

class ReportPageTest {
  private static final XPath XPATH = XPathFactory.newInstance().newXPath();
  private static final String HOSTILE =
      "</title></style></pre><script>alert('1')</script>\"&amp; ]]> \u0000\u001b\ud800"
          + " \ud83d\ude00";
  private static final String HOSTILE_SHOWN =
      "</title></style></pre><script>alert('1')</script>\"&amp; ]]> \ufffd\ufffd\ufffd"
          + " \ud83d\ude00";

  private static Summary summary(String text, Summary.Train train, Summary.Test test) {
    return summary(text, "nats per image", train, test);
  }

  private static Summary summary(String text, String unit, Summary.Train train, Summary.Test test) {
    Summary.Dataset dataset = new Summary.Dataset(text, 60_000, 10_000, "f");
    return new Summary(
        text, text, text, dataset, 2, 10, 0, 15, unit, train, test, Outcome.FINISHED, "ab");
  }

  private static Summary complete() {
    return summary(
        "complete",
        new Summary.Train(65, 4.31, 13_921.4, 104.83, 79.73, 25.10, 2, 0.03),
        test(10_000L));
  }

  private static Summary.Test test(Long images) {
    return new Summary.Test(
        104.456, 79.36, 25.09, 98.7, 5000, 18, "none", images, 10_000L, "mnist", "f", null);
  }

  private static ReportData data(Summary summary, boolean synthetic, Map<String, byte[]> pictures) {
    return new ReportData(summary, List.of(), synthetic, "preset: x", "{}", pictures);
  }

  private static Document page(ReportData data) throws Exception {
    return parsed(ReportPage.render(data));
  }

  private static Document parsed(String html) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    return factory.newDocumentBuilder().parse(new InputSource(new StringReader(html)));
  }

  private static String text(Document page, String path) throws Exception {
    return XPATH.evaluate(path, page).strip();
  }

  private static List<String> texts(Document page, String path) throws Exception {
    NodeList nodes = (NodeList) XPATH.evaluate(path, page, XPathConstants.NODESET);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      texts.add(nodes.item(i).getTextContent());
    }
    return texts;
  }

  private static String tile(Document page, String name) throws Exception {
    return text(page, "//div[@class='name'][.='" + name + "']/../div[contains(@class,'value')]");
  }

  @Test
  void figuresAreRoundedAndNamed() throws Exception {
    Document page = page(data(complete(), false, Map.of()));

    assertThat(text(page, "//h1")).isEqualTo("complete");
    assertThat(text(page, "//title")).isEqualTo("complete");
    assertThat(tile(page, "Test \u2212ELBO")).isEqualTo("104.46");
    assertThat(tile(page, "Test reconstruction")).isEqualTo("79.36");
    assertThat(tile(page, "Test KL")).isEqualTo("25.09");
    assertThat(tile(page, "Test NLL")).isEqualTo("98.70");
    assertThat(tile(page, "Active units")).isEqualTo("18");
    assertThat(tile(page, "Training \u2212ELBO")).isEqualTo("104.83");
    assertThat(tile(page, "Epochs")).isEqualTo("15");
    assertThat(tile(page, "Seconds per epoch")).isEqualTo("4.31");
    assertThat(tile(page, "Images per second")).isEqualTo("13,921");
    assertThat(tile(page, "Workers")).isEqualTo("2");
    assertThat(texts(page, "//div[@class='note']"))
        .contains(
            "nats per image, 10,000 images, 5,000 importance samples", "averaged every 10 batches");
    assertThat(text(page, "//section[1]/p"))
        .isEqualTo(
            "Losses are nats per image, lower is better. Binarisation of the test images: none,"
                + " grey levels as they are.");
  }

  @Test
  void figuresOfAPartOfTheTestSplitSaySo() throws Exception {
    Summary part = summary("part", null, test(50L));
    List<MetricRow> rows =
        List.of(
            new MetricRow("part", 1, 24, "train", "neg_elbo", 110, Instant.EPOCH),
            new MetricRow("part", 1, 24, "test", "neg_elbo", 109, Instant.EPOCH),
            new MetricRow("part", 1, 0, "test", "neg_elbo", 99, Instant.EPOCH),
            new MetricRow("part", 1, 0, "test", "images", 50, Instant.EPOCH));
    Document page = page(new ReportData(part, rows, false, "", null, Map.of()));

    assertThat(texts(page, "//div[@class='note']"))
        .contains("nats per image, first 50 of 10,000 images")
        .doesNotContain("nats per image, 10,000 images");
    assertThat(text(page, "//section[1]/p"))
        .contains(
            "The test figures are of the first 50 of 10,000 images, not of the whole test split");
    assertThat(texts(page, "//tbody/tr/td")).contains("109.00").doesNotContain("99.00");
    assertThat(text(page, "//section[3]/p"))
        .endsWith("The evaluation on the first 50 of 10,000 images is not among them.");

    Document whole =
        page(new ReportData(summary("a", null, test(10_000L)), rows, false, "", null, Map.of()));
    assertThat(texts(whole, "//div[@class='note']")).contains("nats per image, 10,000 images");
    assertThat(texts(whole, "//tbody/tr/td")).contains("99.00");
    assertThat(
            texts(
                page(data(summary("b", null, test(null)), false, Map.of())),
                "//div[@class='note']"))
        .contains("nats per image, number of images not stated");
  }

  @Test
  void missingFiguresAreNotComputedAndNeverZero() throws Exception {
    Summary.Train train = new Summary.Train(0, null, null, Double.NaN, null, null, 2, null);
    Summary.Test test =
        new Summary.Test(null, null, null, null, null, null, null, null, null, null, null, null);
    for (Summary summary : List.of(summary("a", train, test), summary("b", null, null))) {
      Document page = page(data(summary, false, Map.of()));

      assertThat(texts(page, "//div[@class='value missing']"))
          .hasSize(8)
          .containsOnly("not computed");
      assertThat(texts(page, "//div[@class='value']")).containsExactly("15", "2");
      assertThat(text(page, "//section[1]/p"))
          .contains("Binarisation of the test images: not stated.");
    }
  }

  @Test
  void textFromOutsideStaysText() throws Exception {
    Summary.Test test =
        new Summary.Test(1.0, 1.0, 1.0, 1.0, 1, 1, HOSTILE, 1L, 2L, HOSTILE, "g", null);
    Summary summary = summary(HOSTILE, HOSTILE, null, test);
    Map<String, byte[]> pictures = Map.of(HOSTILE, new byte[] {1});
    List<MetricRow> rows =
        List.of(new MetricRow(HOSTILE, 1, 1, HOSTILE, HOSTILE, 1, Instant.EPOCH));
    Document page = page(new ReportData(summary, rows, false, HOSTILE, HOSTILE, pictures));

    assertThat(texts(page, "//script")).isEmpty();
    assertThat(text(page, "//h1")).isEqualTo(HOSTILE_SHOWN);
    assertThat(text(page, "//title")).isEqualTo(HOSTILE_SHOWN);
    assertThat(text(page, "//li[1]")).isEqualTo(HOSTILE_SHOWN);
    assertThat(text(page, "//li[2]/b")).isEqualTo(HOSTILE_SHOWN);
    assertThat(text(page, "//li[3]/b")).isEqualTo(HOSTILE_SHOWN);
    assertThat(texts(page, "//pre")).containsExactly(HOSTILE_SHOWN, HOSTILE_SHOWN);
    assertThat(text(page, "//section[1]/p"))
        .contains("Losses are " + HOSTILE_SHOWN, "images: " + HOSTILE_SHOWN);
    assertThat(text(page, "//img/@alt")).contains("<script>");
  }

  @Test
  void syntheticDataIsMarked() throws Exception {
    String badge = "//li[@class='chip synthetic']";
    Document synthetic = page(data(complete(), true, Map.of()));

    assertThat(text(synthetic, badge)).isEqualTo("synthetic data");
    assertThat(text(synthetic, "//section[1]/p")).contains("drawn by the program itself");
    assertThat(texts(page(data(complete(), false, Map.of())), badge)).isEmpty();
  }

  @Test
  void everyPictureIsWithinThePageByteForByte() throws Exception {
    Map<String, byte[]> pictures = new LinkedHashMap<>();
    for (String name :
        List.of(
            "traversal-3.png",
            "loss.png",
            "training.gif",
            "reconstructions.png",
            "samples.png",
            "latent-scatter.png",
            "latent-grid.png")) {
      pictures.put(name, name.getBytes(StandardCharsets.UTF_8));
    }
    Document page = page(data(complete(), false, pictures));
    List<String> sources = texts(page, "//img/@src");

    assertThat(sources.stream().map(ReportPageTest::decoded))
        .containsExactly(
            "latent-grid.png",
            "latent-scatter.png",
            "samples.png",
            "reconstructions.png",
            "training.gif",
            "loss.png",
            "traversal-3.png");
    assertThat(sources.get(4)).startsWith("data:image/gif;base64,");
    assertThat(sources.get(0)).startsWith("data:image/png;base64,");
    assertThat(texts(page, "//figcaption/strong")).contains("Latent grid", "Loss", "Traversal 3");
    assertThat(texts(page, "//img[not(@alt)]")).isEmpty();
  }

  private static String decoded(String source) {
    byte[] bytes = Base64.getDecoder().decode(source.substring(source.indexOf(',') + 1));
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Test
  void epochsStandInOrderWithTheirMissingFigures() throws Exception {
    List<MetricRow> rows = new ArrayList<>();
    rows.add(row(10, "train", "neg_elbo", 104.834));
    rows.add(row(2, "train", "neg_elbo", 999));
    rows.add(row(2, "train", "neg_elbo", 121.64));
    rows.add(row(2, "test", "kl", 0));
    rows.add(row(2, "train", "images_per_second", 13_921.6));
    Document page = page(new ReportData(complete(), rows, false, "", null, Map.of()));

    assertThat(texts(page, "//tbody/tr/th")).containsExactly("2", "10");
    assertThat(texts(page, "//tbody/tr[1]/td"))
        .containsExactly(
            "121.64", "\u2014", "\u2014", "\u2014", "\u2014", "0.00", "\u2014", "13,922");
    assertThat(texts(page, "//tbody/tr[2]/td").get(0)).isEqualTo("104.83");
    assertThat(texts(page, "//tbody/tr[2]/td[@title='not computed']")).hasSize(7);
  }

  private static MetricRow row(int epoch, String split, String metric, double value) {
    return new MetricRow("run", epoch, 1, split, metric, value, Instant.EPOCH);
  }

  @Test
  void whatIsNotThereIsSaid() throws Exception {
    Document page = page(new ReportData(complete(), List.of(), false, null, null, Map.of()));

    assertThat(texts(page, "//p[@class='quiet']"))
        .contains(
            "No picture was made.",
            "No epoch was recorded.",
            "Configuration was not recorded.",
            "Provenance was not recorded.");
  }

  @Test
  void configurationAndProvenanceAreFoldedIn() throws Exception {
    Document page = page(data(complete(), false, Map.of()));

    assertThat(texts(page, "//details/summary")).containsExactly("Configuration", "Provenance");
    assertThat(texts(page, "//details/pre")).containsExactly("preset: x", "{}");
  }

  @Test
  void nothingIsFetched() throws Exception {
    String html = ReportPage.render(data(complete(), true, Map.of("a.png", new byte[] {1})));

    assertThat(html.replace("xmlns=\"http://www.w3.org/1999/xhtml\"", ""))
        .doesNotContain("http:", "https:", "url(", "@import", "<link", "<script", "src=\"/");
    assertThat(html)
        .contains("default-src 'none'; img-src data:; style-src 'unsafe-inline'")
        .contains("prefers-color-scheme: dark");
  }

  @Test
  void theFinishedPageStandsStill() throws Exception {
    Document page = page(data(complete(), false, Map.of()));

    assertThat(texts(page, "//meta[@http-equiv='refresh']")).isEmpty();
    assertThat(texts(page, "//progress")).isEmpty();
  }

  @Test
  void aPageThatGrowsAsksForTheNextOne() throws Exception {
    Summary training = summary("training, epoch 4/15", null, null);
    LiveStatus growth = new LiveStatus(3, 15, 7, "More <soon>.");
    Document page = parsed(ReportPage.renderGrowing(data(training, false, Map.of()), growth));

    assertThat(text(page, "//meta[@http-equiv='refresh']/@content")).isEqualTo("7");
    assertThat(text(page, "//progress/@value")).isEqualTo("3");
    assertThat(text(page, "//progress/@max")).isEqualTo("15");
    assertThat(text(page, "//p[@class='growth']")).isEqualTo("3 of 15 epochs More <soon>.");
    assertThat(texts(page, "//div[@class='name']"))
        .containsExactly(
            "Training \u2212ELBO", "Epochs", "Seconds per epoch", "Images per second", "Workers");
  }
}
