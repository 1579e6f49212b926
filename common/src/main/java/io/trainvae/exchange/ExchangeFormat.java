package io.trainvae.exchange;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.trainvae.error.JobException;
import io.trainvae.network.SavedModel;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The formats that a trained model can be had in. */
public enum ExchangeFormat {
  /** Graphs that compute by themselves (https://onnx.ai). */
  @JsonProperty("onnx")
  ONNX(List.of("encoder.onnx", "decoder.onnx", "scorer.onnx")),
  /** Parameters in PyTorch's order (https://github.com/huggingface/safetensors). */
  @JsonProperty("safetensors")
  SAFETENSORS(List.of("model.safetensors"));

  /**
   * The limit of one file: ONNX files are at most 2 GiB, and so are our arrays. Leaves room for a
   * header.
   */
  private static final int MOST_PARAMETERS = 500_000_000;

  private final List<String> files;

  ExchangeFormat(List<String> files) {
    this.files = files;
  }

  /** The name in options. */
  public String id() {
    return ModelFacts.id(this);
  }

  /** Names of the files of a model. */
  public List<String> files() {
    return files;
  }

  /**
   * @throws JobException usage, if there is no format of this name
   */
  public static ExchangeFormat of(String id) {
    return Arrays.stream(values())
        .filter(format -> format.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                JobException.usage(
                    "Cannot use --format %s: expected %s"
                        .formatted(
                            id,
                            Arrays.stream(values())
                                .map(ExchangeFormat::id)
                                .collect(Collectors.joining(" or ")))));
  }

  /** A file, and its content once it is asked for. */
  public record ModelFile(String name, Supplier<byte[]> content) {}

  /**
   * A model's files in this format.
   *
   * @throws JobException usage, if the model does not fit into one file
   */
  public List<ModelFile> of(SavedModel model, ModelFacts facts) {
    checkSize(model.parameters().length);
    return switch (this) {
      case ONNX -> onnx(new OnnxModels(model, facts));
      case SAFETENSORS ->
          List.of(new ModelFile(files.get(0), () -> SafetensorsFile.of(model, facts)));
    };
  }

  void checkSize(int parameters) {
    if (parameters > MOST_PARAMETERS) {
      throw JobException.usage(
          "Cannot export a model of %,d parameters as %s: expected at most %,d"
              .formatted(parameters, id(), MOST_PARAMETERS));
    }
  }

  private List<ModelFile> onnx(OnnxModels models) {
    return List.of(
        new ModelFile(files.get(0), models::encoder),
        new ModelFile(files.get(1), models::decoder),
        new ModelFile(files.get(2), models::scorer));
  }
}
