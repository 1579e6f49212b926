package io.trainvae.benchmark.measure;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the result files of a benchmark. */
public final class Results {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .addModule(new SimpleModule().addSerializer(double.class, new FiniteOnly()))
          .build();

  private final Path folder;

  /** NaN is written as null. */
  private static final class FiniteOnly extends StdSerializer<Double> {
    private static final long serialVersionUID = 1L;

    FiniteOnly() {
      super(Double.class);
    }

    @Override
    public void serialize(Double value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      if (Double.isFinite(value)) {
        out.writeNumber(value);
      } else {
        out.writeNull();
      }
    }
  }

  public Results(Path folder) {
    this.folder = folder;
  }

  public void json(String name, Object value) {
    try {
      write(name, MAPPER.writeValueAsBytes(value));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + folder.resolve(name), e);
    }
  }

  public void text(String name, String text) {
    write(name, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  public void write(String name, byte[] bytes) {
    try {
      Files.createDirectories(folder);
      Files.write(folder.resolve(name), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + folder.resolve(name), e);
    }
  }
}
