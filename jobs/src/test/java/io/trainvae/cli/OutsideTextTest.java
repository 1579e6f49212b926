package io.trainvae.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** Names that are HTML, of a data set and of a run, on the pages that are made of them. */
@Tag("long")
class OutsideTextTest {
  private static final String RUN = "\"'><img src=x onerror=alert(1)>";
  private static final String DATA = "<script>alert('d')<\\/script>";

  @TempDir static Path folder;

  @BeforeAll
  static void run() throws IOException {
    String data = folder.resolve("<b>data").toString();
    TestedCommand.of("ingest", "--limit=20", "--size=4x4", "--output", data).assertDone();
    Path json = folder.resolve("<b>data/dataset.json");
    Files.writeString(json, Files.readString(json).replace("\"synthetic\",", "\"" + DATA + "\","));
    String run = folder.resolve(RUN).toString();
    TestedCommand.of(
            "run",
            "--data",
            data,
            "--run",
            run,
            "--epochs=2",
            "--grid=2",
            "--workers=1",
            "--set=model.latent=2")
        .assertDone();
    String second = folder.resolve("second").toString();
    FileUtils.copyDirectory(new File(run), new File(second));
    String page = folder.resolve("compare.html").toString();
    TestedCommand.of("compare", run, second, "--output", page).assertDone();
  }

  @Test
  void isTextOnTheReport() throws Exception {
    assertText(folder.resolve(RUN).resolve("report.html"));
  }

  @Test
  void isTextOnTheComparison() throws Exception {
    assertText(folder.resolve("compare.html"));
  }

  private static void assertText(Path page) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    String html = Files.readString(page);
    Document document =
        factory.newDocumentBuilder().parse(new InputSource(new StringReader(html.substring(15))));
    assertThat(document.getDocumentElement().getTextContent())
        .contains(RUN)
        .contains(DATA.replace("\\", ""));
    var paths = XPathFactory.newInstance().newXPath();
    for (String intruder : new String[] {"//script", "//@onerror", "//img[@src='x']"}) {
      var found = (NodeList) paths.evaluate(intruder, document, XPathConstants.NODESET);
      assertThat(found.getLength()).as(intruder).isZero();
    }
  }
}
