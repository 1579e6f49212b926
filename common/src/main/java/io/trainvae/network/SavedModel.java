package io.trainvae.network;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.trainvae.config.ModelSettings;
import io.trainvae.config.RunConfig.Objective;
import io.trainvae.config.RunConfig.Optimiser;
import io.trainvae.error.JobException;
import io.trainvae.kernel.LayerKernel;
import io.trainvae.model.ParameterLayout;
import io.trainvae.model.Shape;
import io.trainvae.model.VaeSpec;
import io.trainvae.storage.PlainJson;
import io.trainvae.storage.Storage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.apache.hadoop.fs.Path;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;

/**
 * A trained model as stored in {@code <run>/model}: {@code model.json} describes it, {@code
 * parameters.bin} contains the flat little-endian float32 parameters. Reading it creates numbers
 * and records, never objects of a class that a file names. {@code computation-graph.zip} is the
 * same model for users of DL4J.
 *
 * @param image rows, columns and channels of an image
 * @param parameters as {@link ParameterLayout} orders them
 * @param standardisation of its input, before the first layer
 */
public record SavedModel(
    VaeSpec spec, Shape image, float[] parameters, Standardisation standardisation)
    implements Serializable {
  private static final int FORMAT = 2;

  /** The first with a standardisation, which a reader must not overlook. */
  private static final int STANDARDISED = 3;

  private static final String DESCRIPTION = "model.json";
  private static final String PARAMETERS = "parameters.bin";
  private static final String GRAPH = "computation-graph.zip";
  private static final long LARGEST_DESCRIPTION = 1 << 20;

  private record Description(
      int format,
      JsonNode spec,
      int height,
      int width,
      Integer channels,
      int parameters,
      @JsonProperty("parameters_sha256") String parametersSha256,
      @JsonInclude(JsonInclude.Include.NON_NULL) Standardisation standardisation) {

    int expectedFormat() {
      return standardisation == null ? FORMAT : STANDARDISED;
    }

    /** Models of before images had colours do not name their channels. */
    Shape image() {
      return new Shape(height, width, channels == null ? 1 : channels);
    }
  }

  /** A model of images, without a standardisation. */
  public SavedModel(VaeSpec spec, Shape image, float[] parameters) {
    this(spec, image, parameters, Standardisation.NONE);
  }

  /** Numbers of an image: pixels times channels. */
  public int pixels() {
    return image.size();
  }

  /** SHA-256 over the parameters, little-endian, in hexadecimal. */
  public String parametersSha256() {
    return VaeState.untrained(parameters).parametersSha256();
  }

  /** Writes all files to a folder, the description last. */
  public void write(Storage storage, Path folder) {
    ByteBuffer bytes =
        ByteBuffer.allocate(parameters.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(parameters);
    storage.delete(new Path(folder, DESCRIPTION));
    storage.writeDurably(new Path(folder, PARAMETERS), bytes.array());
    storage.writeDurably(new Path(folder, GRAPH), graphZip());
    storage.writeDurably(new Path(folder, DESCRIPTION), description());
  }

  private byte[] description() {
    Description description =
        new Description(
            standardisation.isNone() ? FORMAT : STANDARDISED,
            PlainJson.MAPPER.valueToTree(spec),
            image.height(),
            image.width(),
            image.channels(),
            parameters.length,
            parametersSha256(),
            standardisation.isNone() ? null : standardisation);
    try {
      return PlainJson.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(description);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A model's description is always JSON", e);
    }
  }

  private byte[] graphZip() {
    ComputationGraph graph = GraphVae.newGraph(spec, image, Objective.ELBO, Optimiser.NONE);
    try (ByteArrayOutputStream zip = new ByteArrayOutputStream()) {
      GraphVae.setState(new ParameterLayout(spec, image), graph, VaeState.untrained(parameters));
      ModelSerializer.writeModel(graph, zip, false);
      return zip.toByteArray();
    } catch (IOException e) {
      throw JobException.failed("Cannot write the model as a ComputationGraph", e);
    } finally {
      graph.close();
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws JobException data, when it is damaged or of another version; storage, when it cannot be
   *     read
   */
  public static SavedModel read(Storage storage, Path folder) {
    Path file = new Path(folder, DESCRIPTION);
    Description description = parse(storage.read(file, LARGEST_DESCRIPTION), file);
    check(file, "format", description.format, description.expectedFormat());
    if (description.spec == null
        || description.height < 1
        || description.width < 1
        || description.image().channels() < 1) {
      throw JobException.data("Cannot load %s: no spec, or no size of images".formatted(file));
    }
    VaeSpec spec = ModelSettings.of(file.toString(), description.spec);
    int expected = size(spec, description, file);
    check(file, "number of parameters", description.parameters, expected);
    Path data = new Path(folder, PARAMETERS);
    if (!storage.exists(data)) {
      throw JobException.data("Cannot load %s: no such file".formatted(data));
    }
    byte[] bytes = storage.read(data, (long) expected * Float.BYTES + 1);
    check(data, "length in bytes", bytes.length, (long) expected * Float.BYTES);
    float[] parameters = new float[expected];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(parameters);
    SavedModel model =
        new SavedModel(spec, description.image(), parameters, standardisation(description));
    model.standardisation.check(file.toString(), model.pixels());
    String sha256 = model.parametersSha256();
    if (!sha256.equals(description.parametersSha256)) {
      throw JobException.data(
          "Cannot load %s: SHA-256 %s, expected %s"
              .formatted(data, sha256, description.parametersSha256));
    }
    if (!VaeState.untrained(parameters).isFinite()) {
      throw JobException.data("Cannot load %s: not all parameters are finite".formatted(data));
    }
    return model;
  }

  private static Standardisation standardisation(Description description) {
    Standardisation read = description.standardisation;
    return read == null
        ? Standardisation.NONE
        : new Standardisation(
            Objects.requireNonNullElse(read.mean(), new float[0]),
            Objects.requireNonNullElse(read.deviation(), new float[0]));
  }

  private static Description parse(byte[] json, Path file) {
    try {
      Description description = PlainJson.MAPPER.readValue(json, Description.class);
      if (description == null) {
        throw JobException.data("Cannot load %s: null".formatted(file));
      }
      return description;
    } catch (JsonProcessingException e) {
      throw JobException.data(
          "Cannot load %s: %s"
              .formatted(file, e.getOriginalMessage().lines().findFirst().orElse("")),
          e);
    } catch (IOException e) {
      throw JobException.storage("Cannot read %s".formatted(file), e);
    }
  }

  private static int size(VaeSpec spec, Description description, Path file) {
    try {
      Shape image = description.image();
      image.size();
      return new ParameterLayout(spec, image).total();
    } catch (JobException e) {
      throw JobException.data("Cannot load %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static void check(Path file, String what, long met, long expected) {
    if (met != expected) {
      throw JobException.data(
          "Cannot load %s: %s %d, expected %d".formatted(file, what, met, expected));
    }
  }

  /**
   * The model at work. Its parameters must not change before it is closed.
   *
   * @param batch rows of one product, which are never fewer than {@link LayerKernel#STEADY_ROWS}
   */
  public OpenModel open(int batch) {
    return Vaes.open(this, Math.max(batch, LayerKernel.STEADY_ROWS));
  }
}
