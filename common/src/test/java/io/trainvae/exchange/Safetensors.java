package io.trainvae.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads safetensors as its specification has it, and is as strict: no byte of the file belongs to
 * nothing or to two tensors.
 */
record Safetensors(Map<String, Tensor> tensors, Map<String, String> metadata) {
  record Tensor(int[] shape, float[] values) {}

  static Safetensors read(byte[] file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int length = Math.toIntExact(bytes.getLong());
    assertThat(length).isLessThan(100_000_000).isLessThanOrEqualTo(bytes.remaining());
    assertThat(file[Long.BYTES]).isEqualTo((byte) '{');
    JsonNode header = new ObjectMapper().readTree(new String(file, Long.BYTES, length, UTF_8));
    int data = Long.BYTES + length;
    assertThat(data % Long.BYTES).as("where the numbers begin").isZero();
    Map<String, String> metadata = new LinkedHashMap<>();
    header
        .path("__metadata__")
        .fields()
        .forEachRemaining(
            entry -> {
              assertThat(entry.getValue().isTextual()).as(entry.getKey()).isTrue();
              metadata.put(entry.getKey(), entry.getValue().textValue());
            });
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    List<String> names = new ArrayList<>();
    header.fieldNames().forEachRemaining(names::add);
    names.remove("__metadata__");
    int end = 0;
    for (String name : names) {
      JsonNode tensor = header.get(name);
      assertThat(tensor.get("dtype").textValue()).isEqualTo("F32");
      assertThat(tensor.get("data_offsets").get(0).intValue()).isEqualTo(end);
      int[] shape = new ObjectMapper().treeToValue(tensor.get("shape"), int[].class);
      int size = 1;
      for (int dimension : shape) {
        size *= dimension;
      }
      float[] values = new float[size];
      bytes.position(data + end).asFloatBuffer().get(values);
      end += size * Float.BYTES;
      assertThat(tensor.get("data_offsets").get(1).intValue()).isEqualTo(end);
      tensors.put(name, new Tensor(shape, values));
    }
    assertThat(file).hasSize(data + end);
    return new Safetensors(tensors, metadata);
  }
}
