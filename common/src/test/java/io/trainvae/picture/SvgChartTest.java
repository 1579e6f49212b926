package io.trainvae.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.error.JobException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class SvgChartTest {
  private static final String[] WORDS = {"a", "b <&> \"c\"", "d"};

  /** Not in the order of the x axis, and not evenly spaced, as latents are. */
  private static final double[] X = {3, -1, 0};

  private static final double[] Y = {10, 20, 40};

  @Test
  void pointsLieWhereTheirNumbersSay() throws Exception {
    Document svg = parsed(new SvgChart("x < 4", "y").points("1", X, Y, WORDS).svg());
    List<double[]> at = circles(svg);
    assertThat(ratio(at.get(2)[0] - at.get(1)[0], at.get(0)[0] - at.get(1)[0])).isEqualTo(0.25);
    assertThat(ratio(at.get(1)[1] - at.get(2)[1], at.get(0)[1] - at.get(2)[1])).isEqualTo(0.67);
    assertThat(text(svg, "title")).containsExactly(WORDS);
    assertThat(text(svg, "text")).contains("x < 4", "y", "-1", "3", "10", "40", "1");
    assertThat(svg.getElementsByTagName("polyline").getLength()).isZero();
  }

  @Test
  void linesGoThroughTheirPointsInOrder() throws Exception {
    Document svg =
        parsed(
            new SvgChart("seconds", "loss")
                .line("first", X, Y, WORDS)
                .line("manual__2026-01-02T00", Y, X, WORDS)
                .svg());
    assertThat(svg.getElementsByTagName("polyline").getLength()).isEqualTo(2);
    Element line = (Element) svg.getElementsByTagName("polyline").item(0);
    List<String> points = new ArrayList<>();
    circles(svg).subList(0, 3).forEach(at -> points.add("%.1f,%.1f".formatted(at[0], at[1])));
    assertThat(line.getAttribute("points").strip()).isEqualTo(String.join(" ", points));
    assertThat(text(svg, "text")).contains("first", "\u20262026-01-02T00");
  }

  @Test
  void onePointOrNoneIsDrawnToo() throws Exception {
    double[] none = {};
    assertThat(circles(parsed(new SvgChart("x", "y").svg()))).isEmpty();
    Document svg =
        parsed(
            new SvgChart("x", "y")
                .points("none", none, none, new String[0])
                .points("one", new double[] {7}, new double[] {7}, new String[] {"seven"})
                .svg());
    assertThat(text(svg, "title")).containsExactly("seven");
    assertThat(circles(svg)).allSatisfy(at -> assertThat(at).doesNotContain(Double.NaN));
  }

  @Test
  void refusesWhatHasNoPlace() {
    SvgChart chart = new SvgChart("x", "y");
    assertThatThrownBy(() -> chart.points("odd", X, new double[2], WORDS))
        .isInstanceOf(JobException.class)
        .hasMessage("Cannot draw odd: met 3 x, 2 y and 3 words, expected as many of each");
    assertThatThrownBy(() -> chart.line("far", X, new double[] {1, 2, 1 / 0.0}, WORDS))
        .hasMessage("Cannot draw far: a point is not finite");
  }

  private static double ratio(double part, double whole) {
    return Math.round(100 * part / whole) / 100.0;
  }

  /** Those of the data, which have words. */
  private static List<double[]> circles(Document svg) {
    NodeList all = svg.getElementsByTagName("circle");
    List<double[]> places = new ArrayList<>();
    for (int i = 0; i < all.getLength(); i++) {
      Element circle = (Element) all.item(i);
      if (circle.getElementsByTagName("title").getLength() == 1) {
        places.add(
            new double[] {
              Double.parseDouble(circle.getAttribute("cx")),
              Double.parseDouble(circle.getAttribute("cy"))
            });
      }
    }
    return places;
  }

  private static List<String> text(Document svg, String tag) {
    NodeList all = svg.getElementsByTagName(tag);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < all.getLength(); i++) {
      texts.add(all.item(i).getTextContent());
    }
    return texts;
  }

  private static Document parsed(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }
}
