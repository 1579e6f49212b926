package io.trainvae.notebooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.util.Arrays;
import java.util.Base64;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** Checks that a paragraph's HTML is complete, and that its pictures can be decoded. */
final class PictureCheck {
  private static final String DATA = "data:image/png;base64,";

  private PictureCheck() {}

  /**
   * Checks HTML that is also XML, as Scala's literals produce it. It ends with a comment around the
   * shell's echo, which must not contain the end of a comment.
   */
  static void check(String output) {
    assertThat(output).contains("<!--").doesNotContain("-->");
    String html = output.substring(0, output.indexOf("<!--"));
    NodeList images = parse(html).getElementsByTagName("img");
    for (int i = 0; i < images.getLength(); i++) {
      String source = ((Element) images.item(i)).getAttribute("src");
      assertThat(source).startsWith(DATA);
      BufferedImage picture = decode(source.substring(DATA.length()));
      assertThat(picture).isNotNull();
      int[] colours =
          picture.getRGB(
              0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
      assertThat(Arrays.stream(colours).distinct().count()).isGreaterThan(10);
    }
  }

  private static Document parse(String html) {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(html)));
    } catch (ParserConfigurationException | SAXException | IOException e) {
      throw new AssertionError("Not whole: " + html.substring(0, Math.min(500, html.length())), e);
    }
  }

  private static BufferedImage decode(String base64) {
    try {
      return ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(base64)));
    } catch (IOException e) {
      throw new AssertionError("Not a picture", e);
    }
  }
}
