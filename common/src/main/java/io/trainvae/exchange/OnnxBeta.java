package io.trainvae.exchange;

import java.util.List;
import onnx.Onnx.TensorProto.DataType;

/**
 * The beta likelihood, whose formula {@code BetaLoss} gives, as nodes of an ONNX graph. ONNX has no
 * gamma function, so its logarithm is Stirling's series at {@code x + 8}. The terms of a narrow
 * distribution are thousands of nats and nearly cancel, so they are in double precision.
 */
final class OnnxBeta extends OnnxFormula {
  private static final double FLOOR = 1e-3;
  private static final double SQUEEZE = 255.0 / 256;
  private static final double SHIFT = 0.5 / 256;

  /** Stirling's coefficients, of the highest power first. */
  private static final double[] SERIES = {
    1.0 / 156, -691.0 / 360360, 1.0 / 1188, -1.0 / 1680, 1.0 / 1260, -1.0 / 360, 1.0 / 12
  };

  private final String mean;
  private final String precision;

  /**
   * @param decoded the decoder's two outputs for every pixel, in single precision
   */
  OnnxBeta(OnnxGraph graph, List<String> decoded) {
    super(graph);
    this.mean = squeezed(graph.node("Sigmoid", exact(decoded.get(0))));
    String dispersion = plus(graph.node("Exp", exact(decoded.get(1))), number(FLOOR));
    this.precision = graph.node("Reciprocal", dispersion);
  }

  /** The variance of a pixel before the squeeze, {@code m (1 - m) / (p + 1)} scaled back. */
  String variance() {
    String squeezed = over(times(mean, minus(number(1), mean)), plus(precision, number(1)));
    return graph.cast(times(squeezed, number(1 / (SQUEEZE * SQUEEZE))), DataType.FLOAT);
  }

  /**
   * The negative log likelihood of each pixel, in double precision.
   *
   * @param pixels levels from 0 to 1, in single precision
   */
  String loss(String pixels) {
    String level = squeezed(exact(pixels));
    String rest = minus(number(1), level);
    String alpha = times(mean, precision);
    String beta = times(minus(number(1), mean), precision);
    String logBeta = minus(plus(logGamma(alpha), logGamma(beta)), logGamma(precision));
    String power =
        plus(
            times(minus(alpha, number(1)), graph.node("Log", level)),
            times(minus(beta, number(1)), graph.node("Log", rest)));
    return minus(minus(logBeta, power), number(Math.log(SQUEEZE)));
  }

  private String logGamma(String x) {
    String y = plus(x, number(8));
    String reciprocal = graph.node("Reciprocal", y);
    String square = times(reciprocal, reciprocal);
    String series = number(SERIES[0]);
    for (int i = 1; i < SERIES.length; i++) {
      series = plus(times(series, square), number(SERIES[i]));
    }
    String stirling = minus(times(minus(y, number(0.5)), graph.node("Log", y)), y);
    String value =
        plus(plus(stirling, times(series, reciprocal)), number(0.5 * Math.log(2 * Math.PI)));
    return minus(value, graph.node("Log", eightFactors(x)));
  }

  /**
   * {@code x (x + 1) ... (x + 7)}: the factors x + k and x + 7 - k have the product u + k (7 - k).
   */
  private String eightFactors(String x) {
    String u = times(x, plus(x, number(7)));
    String outer = times(u, plus(u, number(6)));
    return times(times(outer, plus(u, number(10))), plus(u, number(12)));
  }

  private String squeezed(String value) {
    return plus(times(value, number(SQUEEZE)), number(SHIFT));
  }

  private String exact(String values) {
    return graph.cast(values, DataType.DOUBLE);
  }

  private String number(double value) {
    return graph.doubleConstant(value);
  }
}
