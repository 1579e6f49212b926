package io.trainvae.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import io.trainvae.exchange.Safetensors.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * PyTorch's linear, conv2d and conv_transpose2d, as its documentation defines them: plain sums in
 * double precision over weights that were read from a file. Only the hyperbolic tangent, or
 * nothing, follows a layer.
 */
final class TorchLayers {
  private final Safetensors file;

  /** The inputs of the layers so far. */
  private final List<double[]> inputs = new ArrayList<>();

  TorchLayers(Safetensors file) {
    this.file = file;
  }

  double[] run(JsonNode layer, double[] input, int label) {
    inputs.add(input);
    double[] output = product(layer, input, label);
    return switch (layer.get("activation").textValue()) {
      case "identity" -> output;
      case "tanh" -> Arrays.stream(output).map(Math::tanh).toArray();
      default -> throw new IllegalArgumentException(layer.toString());
    };
  }

  private double[] product(JsonNode layer, double[] input, int label) {
    Tensor weight = file.tensors().get(layer.get("name").textValue() + ".weight");
    Tensor bias = file.tensors().get(layer.get("name").textValue() + ".bias");
    return switch (layer.get("kind").textValue()) {
      case "linear" -> linear(weight, bias.values(), labelled(input, layer, label));
      case "conv2d" -> convolution(layer, weight, bias.values(), input);
      case "conv_transpose2d" -> transposed(layer, weight, bias.values(), input);
      case "group_norm" -> normalised(layer, weight.values(), bias.values(), input);
      case "upsample" -> upsampled(layer, input);
      case "add" -> {
        double[] source = inputs.get(inputs.size() - 1 - layer.get("block").intValue());
        double[] sum = input.clone();
        Arrays.setAll(sum, i -> input[i] + source[i]);
        yield sum;
      }
      default -> throw new IllegalArgumentException(layer.toString());
    };
  }

  private static double[] normalised(JsonNode layer, float[] weight, float[] bias, double[] input) {
    int members = input.length / layer.get("num_groups").intValue();
    int pixels = input.length / weight.length;
    double[] output = new double[input.length];
    for (int start = 0; start < input.length; start += members) {
      double[] group = Arrays.copyOfRange(input, start, start + members);
      double mean = Arrays.stream(group).average().orElseThrow();
      double variance =
          Arrays.stream(group).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
      double deviation = Math.sqrt(variance + layer.get("eps").doubleValue());
      for (int i = 0; i < members; i++) {
        int channel = (start + i) / pixels;
        output[start + i] = (group[i] - mean) / deviation * weight[channel] + bias[channel];
      }
    }
    return output;
  }

  private static double[] upsampled(JsonNode layer, double[] input) {
    Planes in = Planes.of(layer.get("in"), input);
    Planes out = Planes.of(layer.get("out"), null);
    int factor = layer.get("scale_factor").intValue();
    out.forEach((channel, y, x) -> out.add(channel, y, x, in.at(channel, y / factor, x / factor)));
    return out.values;
  }

  private static double[] labelled(double[] input, JsonNode layer, int label) {
    int classes = layer.get("classes").intValue();
    double[] all = Arrays.copyOf(input, input.length + classes);
    if (classes > 0) {
      all[input.length + label] = 1;
    }
    return all;
  }

  private static double[] linear(Tensor weight, float[] bias, double[] input) {
    double[] output = new double[weight.shape()[0]];
    for (int out = 0; out < output.length; out++) {
      output[out] = bias[out];
      for (int in = 0; in < input.length; in++) {
        output[out] += weight.values()[out * weight.shape()[1] + in] * input[in];
      }
    }
    return output;
  }

  private static double[] convolution(JsonNode layer, Tensor weight, float[] bias, double[] input) {
    Planes in = Planes.of(layer.get("in"), input);
    Planes out = Planes.of(layer.get("out"), null);
    int stride = layer.get("stride").intValue();
    int left = layer.get("padding").get(0).intValue();
    int top = layer.get("padding").get(2).intValue();
    out.forEach(
        (filter, y, x) -> {
          double sum = bias[filter];
          for (int channel = 0; channel < in.channels; channel++) {
            for (int ky = 0; ky < weight.shape()[2]; ky++) {
              for (int kx = 0; kx < weight.shape()[3]; kx++) {
                sum +=
                    at(weight, filter, channel, ky, kx)
                        * in.at(channel, y * stride + ky - top, x * stride + kx - left);
              }
            }
          }
          out.add(filter, y, x, sum);
        });
    return out.values;
  }

  private static double[] transposed(JsonNode layer, Tensor weight, float[] bias, double[] input) {
    Planes in = Planes.of(layer.get("in"), input);
    Planes out = Planes.of(layer.get("out"), null);
    int stride = layer.get("stride").intValue();
    int left = -layer.get("padding").get(0).intValue();
    int top = -layer.get("padding").get(2).intValue();
    out.forEach((filter, y, x) -> out.add(filter, y, x, bias[filter]));
    in.forEach(
        (channel, y, x) -> {
          for (int filter = 0; filter < out.channels; filter++) {
            for (int ky = 0; ky < weight.shape()[2]; ky++) {
              for (int kx = 0; kx < weight.shape()[3]; kx++) {
                double term = at(weight, channel, filter, ky, kx) * in.at(channel, y, x);
                out.add(filter, y * stride + ky - top, x * stride + kx - left, term);
              }
            }
          }
        });
    return out.values;
  }

  private static float at(Tensor weight, int first, int second, int y, int x) {
    int[] shape = weight.shape();
    return weight.values()[((first * shape[1] + second) * shape[2] + y) * shape[3] + x];
  }

  private interface Visitor {
    void visit(int channel, int y, int x);
  }

  /** Channel by channel; 0 beyond the edges, where nothing is kept. */
  private record Planes(int channels, int height, int width, double[] values) {
    static Planes of(JsonNode shape, double[] values) {
      int channels = shape.get(0).intValue();
      int height = shape.get(1).intValue();
      int width = shape.get(2).intValue();
      double[] numbers = values == null ? new double[channels * height * width] : values;
      return new Planes(channels, height, width, numbers);
    }

    private boolean holds(int y, int x) {
      return y >= 0 && y < height && x >= 0 && x < width;
    }

    double at(int channel, int y, int x) {
      return holds(y, x) ? values[(channel * height + y) * width + x] : 0;
    }

    void add(int channel, int y, int x, double term) {
      if (holds(y, x)) {
        values[(channel * height + y) * width + x] += term;
      }
    }

    void forEach(Visitor visitor) {
      for (int channel = 0; channel < channels; channel++) {
        for (int y = 0; y < height; y++) {
          for (int x = 0; x < width; x++) {
            visitor.visit(channel, y, x);
          }
        }
      }
    }
  }
}
