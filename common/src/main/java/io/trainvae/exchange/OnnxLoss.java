package io.trainvae.exchange;

import io.trainvae.model.VaeSpec;
import java.util.List;
import onnx.Onnx.TensorProto.DataType;

/**
 * The terms of an image's negative ELBO as nodes of an ONNX graph: the same formulas as in {@code
 * io.trainvae.objective}, in single precision, but {@link OnnxBeta} in double.
 */
final class OnnxLoss extends OnnxFormula {
  /** The least variance that a decoder outputs, so that no density is infinite. */
  private static final double FLOOR = 1e-3;

  /** The least scale of a logistic distribution, for the same reason. */
  private static final double LEAST_SCALE = 5e-4;

  /** Nearer to 0 than this a series is more exact. */
  private static final double SMALL = 0.1;

  private final VaeSpec spec;

  OnnxLoss(OnnxGraph graph, VaeSpec spec) {
    super(graph);
    this.spec = spec;
  }

  /** The divergence of each posterior from the prior, in closed form. */
  String divergence(String mean, String logVariance) {
    String squares = graph.node("Mul", mean, mean);
    String terms =
        minus(minus(plus(squares, graph.node("Exp", logVariance)), logVariance), number(1));
    return times(graph.sums(terms, 1), number(0.5));
  }

  /** The pixel to show, from 0 to 1, or the feature. */
  String shown(List<String> decoded) {
    return spec.likelihood().isLinear() ? decoded.get(0) : graph.node("Sigmoid", decoded.get(0));
  }

  /** The variance of a pixel or feature, if the decoder has an output for it. */
  String variance(List<String> decoded) {
    return switch (spec.likelihood()) {
      case GAUSSIAN_LEARNED, LINEAR_GAUSSIAN_LEARNED ->
          plus(graph.node("Exp", decoded.get(1)), number(FLOOR));
      case DISCRETISED_LOGISTIC -> {
        String scale = scale(decoded);
        yield times(times(scale, scale), number(Math.PI * Math.PI / 3));
      }
      case BETA -> new OnnxBeta(graph, decoded).variance();
      case BERNOULLI, CONTINUOUS_BERNOULLI, GAUSSIAN, LINEAR_GAUSSIAN, SQUARED_ERROR ->
          throw new IllegalStateException(spec.likelihood() + " has no output for the variance");
    };
  }

  /**
   * The negative log likelihood of each image.
   *
   * @param decoded the decoder's outputs for every pixel
   * @param pixels as the model sees them, channel by channel
   * @param count pixels of an image
   */
  String reconstruction(List<String> decoded, String pixels, int count) {
    return switch (spec.likelihood()) {
      case BERNOULLI -> sums(bernoulli(decoded.get(0), pixels));
      case CONTINUOUS_BERNOULLI ->
          sums(minus(bernoulli(decoded.get(0), pixels), logConstant(decoded.get(0))));
      case GAUSSIAN, LINEAR_GAUSSIAN -> gaussian(decoded, pixels, count);
      case GAUSSIAN_LEARNED, LINEAR_GAUSSIAN_LEARNED -> learned(decoded, pixels, count);
      case BETA -> graph.cast(sums(new OnnxBeta(graph, decoded).loss(pixels)), DataType.FLOAT);
      case DISCRETISED_LOGISTIC -> sums(levels(decoded, pixels));
      case SQUARED_ERROR -> sums(squares(decoded, pixels));
    };
  }

  /** {@code max(l, 0) - l x + log(1 + exp(-|l|))} of logit l. */
  private String bernoulli(String logit, String pixels) {
    String line = minus(graph.node("Relu", logit), times(logit, pixels));
    String tail = graph.node("Softplus", graph.node("Neg", graph.node("Abs", logit)));
    return plus(line, tail);
  }

  /** {@code log(l / tanh(l / 2))} of the logit's magnitude l; near 0 its series. */
  private String logConstant(String logit) {
    String l = graph.node("Abs", logit);
    String s = times(l, l);
    String inner = plus(times(s, number(31.0 / 90720)), number(-7.0 / 1440));
    String outer = plus(times(s, inner), number(1.0 / 12));
    String series = plus(times(s, outer), number(Math.log(2)));
    String far = graph.node("Max", l, number(SMALL));
    String tanh = graph.node("Tanh", times(far, number(0.5)));
    String exact = graph.node("Log", over(far, tanh));
    return graph.node("Where", graph.node("Less", l, number(SMALL)), series, exact);
  }

  private String gaussian(List<String> decoded, String pixels, int count) {
    double variance = spec.pixelVariance();
    String sum = times(sums(squares(decoded, pixels)), number(0.5 / variance));
    return plus(sum, number(count * 0.5 * Math.log(2 * Math.PI * variance)));
  }

  private String learned(List<String> decoded, String pixels, int count) {
    String variance = variance(decoded);
    String distance = over(squares(decoded, pixels), variance);
    String sum = sums(plus(distance, graph.node("Log", variance)));
    return plus(times(sum, number(0.5)), number(count * 0.5 * Math.log(2 * Math.PI)));
  }

  private String scale(List<String> decoded) {
    return plus(graph.node("Exp", decoded.get(1)), number(LEAST_SCALE));
  }

  /** The loss of one of 256 levels, as in {@code DiscretisedLogisticLoss}. */
  private String levels(List<String> decoded, String pixels) {
    String level = graph.node("Round", times(pixels, number(255)));
    String scale = scale(decoded);
    String distance = minus(times(level, number(1.0 / 255)), shown(decoded));
    String upper = over(plus(distance, number(0.5 / 255)), scale);
    String lower = over(minus(distance, number(0.5 / 255)), scale);
    String width = over(number(1.0 / 255), scale);
    String below = graph.node("Softplus", graph.node("Neg", upper));
    String above = graph.node("Softplus", lower);
    String inside = minus(plus(below, above), graph.node("Log", complement(width)));
    String orHighest =
        graph.node("Where", graph.node("Greater", level, number(254.5)), above, inside);
    return graph.node("Where", graph.node("Less", level, number(0.5)), below, orHighest);
  }

  /** {@code 1 - exp(-w)}, of a small w by its series, which loses no digits. */
  private String complement(String w) {
    String series =
        times(w, plus(number(1), times(w, plus(number(-0.5), times(w, number(1.0 / 6))))));
    String exact = minus(number(1), graph.node("Exp", graph.node("Neg", w)));
    return graph.node("Where", graph.node("Less", w, number(0.02)), series, exact);
  }

  private String squares(List<String> decoded, String pixels) {
    String error = minus(shown(decoded), pixels);
    return times(error, error);
  }

  /** Sums the pixels of each image, row by row, because a long sum loses more digits. */
  private String sums(String planes) {
    return graph.sums(graph.sums(planes, 3), 1, 2);
  }

  private String number(double value) {
    return graph.constant(value);
  }
}
