package io.trainvae.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedactionTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          --conf spark.hadoop.fs.s3a.secret.key=hush x   | --conf spark.hadoop.fs.s3a.secret.key=(redacted) x
          fs.s3a.access.key: "hush it"                   | fs.s3a.access.key: (redacted)
          http://me:pw@host:80/x and s3a://k:s@b/p       | http://(redacted)@host:80/x and s3a://(redacted)@b/p
          {"password":"p q", "a": 1}                     | {"password":(redacted), "a": 1}
          MY_TOKEN=abc;rest                              | MY_TOKEN=(redacted);rest
          key AKIAIOSFODNN7EXAMPLE is wrong              | key (redacted) is wrong
          train.epochs=3 hdfs://host:8020/a@b            | train.epochs=3 hdfs://host:8020/a@b
          """)
  void secretsAreTakenOut(String text, String expected) {
    assertThat(Redaction.text(text)).isEqualTo(expected);
  }

  @Test
  void secretsAmongArgumentsAreTakenOut() {
    assertThat(Redaction.arguments(List.of("--password", "p", "--run", "r", "--token=t")))
        .containsExactly("--password", "(redacted)", "--run", "r", "--token=(redacted)");
  }

  @Test
  void keysSayWhetherTheirValueIsASecret() {
    assertThat(Redaction.value("fs.s3a.secret.key", "x")).isEqualTo("(redacted)");
    assertThat(Redaction.value("fs.s3a.session.token", "x")).isEqualTo("(redacted)");
    assertThat(Redaction.value("fs.s3a.endpoint", "http://localhost"))
        .isEqualTo("http://localhost");
  }
}
