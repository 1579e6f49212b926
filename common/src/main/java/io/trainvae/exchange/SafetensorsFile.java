package io.trainvae.exchange;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.trainvae.model.LayerSpec.Normalisation;
import io.trainvae.model.ParameterLayout;
import io.trainvae.model.Shape;
import io.trainvae.network.SavedModel;
import io.trainvae.storage.PlainJson;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A model's parameters as <a href="https://github.com/huggingface/safetensors">safetensors</a>: the
 * header's length in 8 bytes, a header of JSON, and raw numbers, all little-endian. Weights are as
 * PyTorch's {@code Linear}, {@code Conv2d}, {@code ConvTranspose2d} and {@code GroupNorm} have
 * them; a linear layer that sees labels has a column for each class behind those of its other
 * inputs. The metadata's {@code layers} say how the layers go together.
 */
final class SafetensorsFile {
  private static final int ALIGNMENT = 8;

  private final Map<String, Object> header = new LinkedHashMap<>();
  private final List<float[]> tensors = new ArrayList<>();
  private long size;

  private SafetensorsFile() {}

  static byte[] of(SavedModel model, ModelFacts facts) {
    var layout = new ParameterLayout(model.spec(), model.image());
    List<PlanarLayer> layers =
        layout.layers().stream().map(layer -> PlanarLayer.of(layer, model.parameters())).toList();
    var file = new SafetensorsFile();
    file.header.put("__metadata__", file.metadata(facts, layers));
    for (PlanarLayer layer : layers.stream().filter(PlanarLayer::hasParameters).toList()) {
      file.add(layer.name() + ".weight", weights(layer), weightShape(layer));
      file.add(layer.name() + ".bias", layer.biases(), layer.biases().length);
    }
    if (!model.standardisation().isNone()) {
      file.add("standardisation.mean", model.standardisation().mean(), model.pixels());
      file.add("standardisation.deviation", model.standardisation().deviation(), model.pixels());
    }
    return file.bytes();
  }

  private Map<String, String> metadata(ModelFacts facts, List<PlanarLayer> layers) {
    Map<String, String> metadata = new LinkedHashMap<>();
    // The entries that PyTorch's users need.
    metadata.put("format", "pt");
    metadata.put("producer", ModelFacts.PROGRAM + " " + facts.version());
    metadata.putAll(facts.all());
    metadata.put("layers", json(layers.stream().map(SafetensorsFile::description).toList()));
    return metadata;
  }

  /** The arguments of PyTorch's functions besides the parameters, in PyTorch's words. */
  private static Map<String, Object> description(PlanarLayer layer) {
    Map<String, Object> layerJson = new LinkedHashMap<>();
    layerJson.put("name", layer.name());
    layerJson.put("kind", kind(layer));
    layerJson.put("activation", layer.layout().activation().name().toLowerCase(Locale.ROOT));
    layerJson.put("in", dimensions(layer.layout().in()));
    layerJson.put("out", dimensions(layer.layout().out()));
    switch (layer.layout().kind()) {
      case DENSE -> layerJson.put("classes", layer.layout().classes());
      case CONVOLUTION -> putWindow(layerJson, layer, layer.padding());
      case TRANSPOSED_CONVOLUTION ->
          // Padding by less than nothing cuts off.
          putWindow(layerJson, layer, Arrays.stream(layer.cropping()).map(i -> -i).toArray());
      case UPSAMPLING -> layerJson.put("scale_factor", layer.layout().window().stride());
      case NORMALISATION -> {
        layerJson.put("num_groups", layer.layout().groups());
        layerJson.put("eps", Normalisation.EPSILON);
      }
      case SUM -> layerJson.put("block", layer.layout().block());
    }
    return layerJson;
  }

  private static void putWindow(Map<String, Object> json, PlanarLayer layer, int... padding) {
    json.put("stride", layer.layout().window().stride());
    json.put("padding", padding);
  }

  private static String kind(PlanarLayer layer) {
    return switch (layer.layout().kind()) {
      case DENSE -> "linear";
      case CONVOLUTION -> "conv2d";
      case TRANSPOSED_CONVOLUTION -> "conv_transpose2d";
      case UPSAMPLING -> "upsample";
      case NORMALISATION -> "group_norm";
      case SUM -> "add";
    };
  }

  private static int[] dimensions(Shape shape) {
    return new int[] {shape.channels(), shape.height(), shape.width()};
  }

  private static int[] weightShape(PlanarLayer layer) {
    int[] shape = layer.shape().clone();
    int classes = layer.layout().classes();
    if (classes > 0) {
      shape[1] += classes;
    }
    return shape;
  }

  private static float[] weights(PlanarLayer layer) {
    int classes = layer.layout().classes();
    if (classes == 0) {
      return layer.weights();
    }
    int outputs = layer.shape()[0];
    int inputs = layer.shape()[1];
    float[] all = new float[outputs * (inputs + classes)];
    for (int out = 0; out < outputs; out++) {
      int row = out * (inputs + classes);
      System.arraycopy(layer.weights(), out * inputs, all, row, inputs);
      for (int label = 0; label < classes; label++) {
        all[row + inputs + label] = layer.labels()[label * outputs + out];
      }
    }
    return all;
  }

  private void add(String name, float[] values, int... shape) {
    long end = size + (long) values.length * Float.BYTES;
    Map<String, Object> tensor = new LinkedHashMap<>();
    tensor.put("dtype", "F32");
    tensor.put("shape", shape);
    tensor.put("data_offsets", new long[] {size, end});
    header.put(name, tensor);
    tensors.add(values);
    size = end;
  }

  private byte[] bytes() {
    byte[] json = json(header).getBytes(StandardCharsets.UTF_8);
    int padded = (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    ByteBuffer file =
        ByteBuffer.allocate(Math.toIntExact(Long.BYTES + padded + size))
            .order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(padded).put(json);
    while (file.position() < Long.BYTES + padded) {
      file.put((byte) ' ');
    }
    for (float[] tensor : tensors) {
      file.asFloatBuffer().put(tensor);
      file.position(file.position() + tensor.length * Float.BYTES);
    }
    return file.array();
  }

  private static String json(Object value) {
    try {
      return PlainJson.MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write %s as JSON".formatted(value), e);
    }
  }
}
