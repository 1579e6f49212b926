package io.trainvae.data.synthetic;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * The ways in which each digit is written, as strokes through points. x grows to the right and y
 * downwards; a digit is about 1 high. A stroke is a smooth curve through its points; a point that
 * is given twice is a corner.
 */
final class DigitShapes {

  /** Points of the strokes of one way to write a digit: {@code [stroke][point] = {x, y}}. */
  record Shape(double[][][] strokes) {}

  /** One line: one way. Strokes are separated by {@code |}, points by spaces. */
  private static final List<String> WRITTEN =
      List.of(
          // 0: closed, and closed with a small overlap at the top
          """
          .36,.00 .12,.14 .00,.50 .12,.86 .36,1.0 .60,.86 .72,.50 .60,.14 .36,.00
          .46,.04 .22,.08 .03,.38 .06,.78 .32,1.0 .60,.82 .70,.42 .58,.08 .36,.02 .26,.10
          """,
          // 1: a stroke, one with a flag, one with flag and foot
          """
          .00,.00 .01,.50 .00,1.0
          .02,.00 .00,.35 .00,.70 .01,1.0
          -.22,.20 -.10,.12 .00,.00 .00,.00 .00,.50 .00,1.0
          -.20,.18 -.10,.11 .00,.00 .00,.00 .01,.50 .00,1.0 | -.22,1.0 .00,1.0 .22,1.0
          """,
          // 2: with a sharp foot, with a loop in the foot, with a waved foot
          """
          .04,.20 .16,.03 .38,.00 .58,.14 .56,.40 .32,.70 .00,1.0 .00,1.0 .34,.98 .66,1.0
          .02,.16 .22,.00 .46,.04 .56,.26 .42,.58 .18,.88 .04,.94 .02,.82 .16,.78 .40,.92 .70,.96
          .04,.24 .14,.04 .40,.00 .60,.18 .50,.48 .24,.78 .02,.98 .02,.98 .22,.92 .46,.99 .68,.94
          """,
          // 3: round, with a cusp, with a flat top
          """
          .04,.12 .26,.00 .50,.08 .52,.30 .36,.45 .20,.48 .20,.48 .42,.52 .60,.68 .54,.90 .28,1.0 .00,.90
          .02,.10 .28,.00 .52,.10 .48,.32 .24,.46 .24,.46 .52,.54 .60,.76 .44,.96 .18,1.0 .00,.92
          .04,.02 .30,.02 .54,.00 .54,.00 .40,.22 .24,.42 .24,.42 .52,.50 .60,.74 .42,.97 .16,1.0 .00,.90
          """,
          // 4: open in two strokes, with a curved arm, closed
          """
          .08,.04 .06,.30 .04,.54 .04,.54 .36,.54 .70,.50 | .54,.02 .52,.50 .50,1.0
          .06,.02 .00,.30 .10,.52 .30,.54 .52,.46 | .60,.00 .54,.34 .50,.66 .48,1.0
          .48,.02 .22,.32 .00,.62 .00,.62 .36,.62 .72,.60 | .50,.00 .49,.50 .48,1.0
          """,
          // 5: with its roof as a second stroke, in one stroke, slim
          """
          .14,.04 .10,.24 .08,.44 .08,.44 .30,.38 .56,.48 .60,.74 .42,.96 .16,1.0 .00,.90 | .14,.04 .36,.03 .62,.00
          .60,.02 .36,.02 .16,.04 .16,.04 .12,.24 .08,.46 .08,.46 .34,.40 .56,.54 .54,.84 .30,1.0 .00,.94
          .62,.00 .40,.04 .22,.06 .22,.06 .14,.26 .12,.40 .12,.40 .32,.42 .46,.58 .42,.84 .22,1.0 .00,.96
          """,
          // 6: round, slim, with a long back
          """
          .50,.00 .26,.16 .06,.46 .02,.78 .18,.99 .42,.97 .56,.78 .46,.58 .24,.56 .06,.72
          .36,.00 .16,.24 .04,.56 .06,.86 .24,1.0 .42,.90 .44,.70 .28,.58 .10,.70 .05,.82
          .56,.02 .32,.10 .10,.36 .00,.68 .10,.94 .34,1.0 .54,.86 .52,.64 .32,.54 .12,.62 .02,.74
          """,
          // 7: plain, with a curved leg, with a bar, with a hook at the left
          """
          .00,.06 .30,.04 .62,.02 .62,.02 .44,.48 .28,1.0
          .00,.04 .34,.05 .64,.00 .64,.00 .50,.28 .34,.60 .30,1.0
          .00,.05 .30,.04 .62,.03 .62,.03 .42,.50 .24,1.0 | .16,.52 .40,.50 .62,.49
          .02,.20 .04,.04 .04,.04 .32,.06 .60,.02 .60,.02 .44,.46 .32,1.0
          """,
          // 8: from the upper right, upright from the middle, narrow
          """
          .52,.14 .34,.00 .12,.10 .12,.30 .32,.46 .52,.66 .50,.90 .28,1.0 .06,.90 .08,.68 .30,.48 .50,.30 .52,.12
          .28,.46 .08,.30 .12,.08 .32,.00 .52,.10 .50,.32 .28,.46 .06,.66 .06,.90 .30,1.0 .56,.88 .54,.64 .28,.46
          .44,.10 .28,.00 .12,.10 .14,.28 .28,.46 .40,.66 .38,.90 .22,1.0 .06,.88 .10,.66 .26,.46 .42,.28 .44,.08
          """,
          // 9: with a straight leg, with a curved leg, closed over its loop
          """
          .54,.12 .34,.00 .10,.10 .02,.32 .16,.50 .38,.46 .54,.20 .54,.14 .54,.14 .52,.50 .46,1.0
          .52,.16 .34,.00 .10,.08 .00,.30 .14,.48 .36,.44 .52,.20 .54,.46 .48,.78 .30,1.0 .08,.94
          .48,.08 .24,.00 .04,.18 .06,.42 .28,.48 .48,.28 .50,.06 .50,.06 .46,.40 .36,.72 .28,1.0
          """);

  private static final List<List<Shape>> SHAPES = WRITTEN.stream().map(DigitShapes::ways).toList();

  private DigitShapes() {}

  /** One of the ways to write a digit from 0 to 9. */
  static Shape pick(int digit, Random random) {
    List<Shape> ways = SHAPES.get(digit);
    return ways.get(random.nextInt(ways.size()));
  }

  private static List<Shape> ways(String lines) {
    return lines.lines().filter(line -> !line.isBlank()).map(DigitShapes::shape).toList();
  }

  private static Shape shape(String line) {
    List<double[][]> strokes = new ArrayList<>();
    for (String stroke : line.strip().split(" \\| ")) {
      strokes.add(Stream.of(stroke.split(" ")).map(DigitShapes::point).toArray(double[][]::new));
    }
    return new Shape(strokes.toArray(double[][][]::new));
  }

  private static double[] point(String text) {
    int comma = text.indexOf(',');
    return new double[] {
      Double.parseDouble(text.substring(0, comma)), Double.parseDouble(text.substring(comma + 1))
    };
  }
}
