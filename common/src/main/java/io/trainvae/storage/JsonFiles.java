package io.trainvae.storage;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.trainvae.error.JobException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.fs.Path;

/** Files of JSON: indented, nulls written, NaN and infinities written as null. */
public final class JsonFiles {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .addModule(
              new SimpleModule()
                  .addSerializer(Double.class, new FiniteOrNull())
                  .addSerializer(double.class, new FiniteOrNull()))
          .build();

  private JsonFiles() {}

  /** Replaces the file, durably. Readers see the former content or the new one. */
  public static void write(Storage storage, Path file, Object value) {
    storage.writeDurably(file, bytes(value));
  }

  /** The content of such a file. */
  public static byte[] bytes(Object value) {
    try {
      return (JSON.writeValueAsString(value) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("Cannot write %s as JSON".formatted(value), e);
    }
  }

  /**
   * @throws JobException data, if it is not JSON of this form; storage, if it cannot be read
   */
  public static <T> T read(Storage storage, Path file, Class<T> type) {
    return read(storage, file, Integer.MAX_VALUE, type);
  }

  /**
   * @param mostBytes that the file may have
   * @throws JobException data, if it is longer or not JSON of this form; storage, if it cannot be
   *     read
   */
  public static <T> T read(Storage storage, Path file, long mostBytes, Class<T> type) {
    byte[] bytes = storage.read(file, mostBytes);
    try {
      return JSON.readValue(bytes, type);
    } catch (IOException e) {
      throw JobException.data(
          "Cannot read %s: %s"
              .formatted(file, String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
          e);
    }
  }

  private static final class FiniteOrNull extends JsonSerializer<Double> {
    @Override
    public void serialize(Double value, JsonGenerator json, SerializerProvider serializers)
        throws IOException {
      if (Double.isFinite(value)) {
        json.writeNumber(value);
      } else {
        json.writeNull();
      }
    }
  }
}
