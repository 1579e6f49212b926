package io.trainvae.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.error.JobException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlReaderTest {
  private final YamlReader reader = new YamlReader();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          'a: 1\\na: 2'                                  | Duplicate field 'a' in line 2
          '!!javax.script.ScriptEngineManager [1]'       | tag !
          'a: !!java.net.URL ["http://localhost/"]'      | tag !
          'a: !own 3'                                    | tag !
          'a: &x [1]\\nb: *x'                            | an anchor or alias in line 1
          'b: *x'                                        | alias
          'a: 1\\n---\\nb: 2'                            | Trailing token
          'a: [1'                                        | in line
          """)
  void whatIsNotPlainDataIsRefused(String text, String problem) {
    assertThatThrownBy(() -> reader.read("mine.yaml", text.replace("\\n", "\n")))
        .isInstanceOf(JobException.class)
        .hasMessageStartingWith("Cannot read mine.yaml: met ")
        .hasMessageContaining(problem)
        .hasMessageEndingWith("expected plain YAML without duplicate keys, tags and aliases")
        .hasMessageNotContaining("\n");
  }

  @Test
  void hugeAndDeepTextsAreRefused() {
    assertThatThrownBy(() -> reader.read("big.yaml", "#".repeat(65_537)))
        .hasMessage(
            "Cannot read big.yaml: met 65537 characters, expected at most 65536, expected plain"
                + " YAML without duplicate keys, tags and aliases");
    assertThatThrownBy(() -> reader.read("deep.yaml", "[".repeat(30) + "]".repeat(30)))
        .hasMessageStartingWith("Cannot read deep.yaml: met more than 20 levels in line 1, ");
  }

  @Test
  void exponentsWithoutAPointAreNumbers() {
    assertThat(Kinds.number(0, 1).check("k", reader.read("v", "1e-3"), new Problems()).asDouble())
        .isEqualTo(0.001);
  }
}
