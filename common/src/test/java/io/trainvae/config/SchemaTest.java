package io.trainvae.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.trainvae.storage.Storage;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaTest {
  private final ConfigLoader loader = new ConfigLoader(new Storage(new Configuration(false)));

  @Test
  void tableHasExactlyTheKeysOfTheRecords() {
    List<String> inTable = KeyTable.rows().stream().map(KeyTable.Row::key).toList();
    assertThat(inTable).containsExactlyElementsOf(keysOf("", RunConfig.class).toList());
  }

  @ParameterizedTest
  @CsvSource({
    "model.latent, 0, 4097",
    "model.output-kernel, 0, 100",
    "model.pixel-variance, 0, 100",
    "model.classes, -1, 257",
    "objective.beta, -0.1, 1001",
    "objective.warm-up-epochs, -1, 100001",
    "objective.importance-samples, 0, 10001",
    "optimiser.learning-rate, 0, 10",
    "optimiser.beta1, -0.1, 1",
    "optimiser.beta2, -0.1, 1",
    "optimiser.epsilon, 0, 1",
    "optimiser.weight-decay, -0.1, 1.1",
    "train.epochs, 0, 100001",
    "train.batch, 0, 65537",
    "train.workers, -1, 10001",
    "train.averaging-frequency, 0, 1000001",
    "train.seed, -1, 9223372036854775808",
    "train.outer.rate, 0, 10",
    "train.outer.momentum, -0.1, 1",
    "train.schedule.factor, 0, 1",
    "train.schedule.patience, -1, 100001",
    "train.schedule.least, -1, 10.1",
    "train.early-stopping.patience, -1, 100001",
    "evaluate.batch, 0, 65537",
    "evaluate.seed, -1, 9223372036854775808",
    "decode.grid, 1, 101",
    "decode.range, 0, 100",
    "checkpoint.every-rounds, -1, 1000001",
    "checkpoint.keep, 0, 1001",
  })
  void everyBoundIsKept(String key, String below, String above) {
    for (String value : List.of(below, above, "text", "[]", "\"1\\n\"")) {
      assertThatThrownBy(() -> loader.load("mlp-400", List.of(key + "=" + value)), value)
          .hasMessageMatching(
              "Cannot use preset mlp-400: \\Q%s\\E: met \\S+, expected a (whole )?number .*"
                  .formatted(key));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "model.latent, 1, 4096",
    "model.output-kernel, 1, 99",
    "model.classes, 0, 256",
    "objective.beta, 0, 1000",
    "objective.warm-up-epochs, 0, 100000",
    "train.schedule.factor, 0.01, 0.99",
    "train.schedule.patience, 0, 100000",
    "train.early-stopping.patience, 0, 100000",
    "optimiser.learning-rate, 1e-12, 9.99",
    "optimiser.beta1, 0, 0.9999",
    "optimiser.beta2, 0, 0.9999",
    "optimiser.epsilon, 1e-30, 0.5",
    "optimiser.weight-decay, 0, 1",
    "train.epochs, 1, 100000",
    "train.batch, 1, 65536",
    "train.workers, 0, 10000",
    "train.averaging-frequency, 1, 1000000",
    "train.seed, 0, 9223372036854775807",
    "train.outer.rate, 0.01, 9.99",
    "train.outer.momentum, 0, 0.9999",
    "evaluate.batch, 1, 65536",
    "evaluate.seed, 0, 9223372036854775807",
    "decode.grid, 2, 100",
    "decode.range, 0.001, 99.9",
    "checkpoint.every-rounds, 0, 1000000",
    "checkpoint.keep, 1, 1000",
  })
  void whatIsWithinBoundsIsTaken(String key, String least, String most) {
    assertThat(loader.load("mlp-400", List.of(key + "=" + least))).isNotNull();
    assertThat(loader.load("mlp-400", List.of(key + "=" + most))).isNotNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "preset | 3 | expected a letter and",
        "preset | a/b | expected a letter and",
        "model.encoder | dense | expected a list of at most 32",
        "model.encoder | [3] | model.encoder[0]: met 3, expected {type: convolution, filters",
        "model.decoder | {} | expected a list",
        "model.likelihood | normal | met \"normal\", expected one of bernoulli,",
        "model.weight-init | zero | met \"zero\", expected one of uniform-fan-in, glorot-uniform",
        "decode.spacing | 1 | met 1, expected one of linear, quantile",
        "decode.direction | left | met \"left\", expected one of upwards, downwards",
        "decode.epoch-pictures | 1 | met 1, expected true or false",
        "train | 7 | train: met 7, expected a section with the keys epochs, batch,",
        "model.encoder | [{type: dense-image, filters: 3}] | expected {type: convolution,",
        "model.decoder | [{type: conv, filters: 3}] | expected {type: dense,",
        "model.decoder | [{type: convolution, filters: 3}] | decoder[0].activation: missing",
        "data.size | 28 | met 28, expected any, or rows and columns as in 128x128",
        "data.include-test | 1 | met 1, expected true or false",
        "train.schedule | plateau | expected a section with the keys type, factor,",
        "model.encoder | [{type: dense, units: 65537, activation: relu}] | units: met 65537",
        "model.encoder | [{type: dense, units: 5, activation: selu}] | met \"selu\"",
      })
  void otherValuesAreRefused(String key, String value, String message) {
    assertThatThrownBy(() -> loader.load("mlp-400", List.of(key + "=" + value)))
        .hasMessageContaining(message);
  }

  static List<String> presets() {
    return new Presets().names();
  }

  @ParameterizedTest
  @MethodSource("presets")
  void everyPresetIsUsableAndSaysWhatItIs(String name) {
    assertThat(loader.load(name, List.of()).preset()).isEqualTo(name);
    assertThat(new Presets().text(name)).startsWith("# ");
    assertThat(new Presets().description(name)).hasSizeBetween(20, 160);
  }

  private static Stream<String> keysOf(String path, Class<?> type) {
    return Arrays.stream(type.getRecordComponents())
        .flatMap(
            component -> {
              String key = path + nameOf(type, component);
              return component.getType().isRecord()
                  ? keysOf(key + ".", component.getType())
                  : Stream.of(key);
            });
  }

  private static String nameOf(Class<?> type, RecordComponent component) {
    try {
      JsonProperty name =
          type.getDeclaredField(component.getName()).getAnnotation(JsonProperty.class);
      return name == null ? component.getName() : name.value();
    } catch (NoSuchFieldException e) {
      throw new AssertionError(e);
    }
  }
}
