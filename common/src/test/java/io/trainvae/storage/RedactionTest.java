package io.trainvae.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RedactionTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          --conf spark.hadoop.fs.s3a.secret.key=hush x   | --conf spark.hadoop.fs.s3a.secret.key=(redacted) x
          fs.s3a.access.key: "hush it"                   | fs.s3a.access.key: (redacted)
          {"password":"p q", "a": 1}                     | {"password":(redacted), "a": 1}
          {"password":"p\\"q", "a": 1}                   | {"password":(redacted), "a": 1}
          "{\\"password\\":\\"p q\\",\\"a\\":1}"         | "{\\"password\\":(redacted),\\"a\\":1}"
          "passwords": ["p", "q"], "a": 1                | "passwords": (redacted), "a": 1
          password='cut off                              | password=(redacted)
          password: two words                            | password: (redacted)
          password = two words, a = 1                    | password = (redacted), a = 1
          the secret access key: hush                    | the secret access key: (redacted)
          MY_TOKEN=abc;rest                              | MY_TOKEN=(redacted);rest
          password=it's here                             | password=(redacted) here
          met "password=hush", expected                  | met "password=(redacted)", expected
          MY_TOKEN%3Dabc                                 | MY_TOKEN%3D(redacted)
          Map(token -> two words, a -> 1)                | Map(token -> (redacted), a -> 1)
          env['TOKEN'] = 'abc'                           | env['TOKEN'] = (redacted)
          password	=	hush                              | password	=	(redacted)
          key AKIAIOSFODNN7EXAMPLE is wrong              | key (redacted) is wrong
          """)
  void secretSettingsAreTakenOut(String text, String expected) {
    assertThat(Redaction.text(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          Authorization: Bearer abc.def-ghi==            | Authorization: (redacted)
          curl -H 'Authorization: Basic YTpi' host       | curl -H 'Authorization: (redacted)' host
          {"Authorization":"Bearer a b"}                 | {"Authorization":(redacted)}
          AWS4: Authorization: X Credential=a, Signature=b | AWS4: Authorization: (redacted)
          sent Bearer eyJhbGciOiJIUzI1NiJ9.e30.x to host | sent Bearer (redacted) to host
          sent basic dXNlcjpwYXNz to host                | sent basic (redacted) to host
          """)
  void headersAreTakenOut(String text, String expected) {
    assertThat(Redaction.text(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          http://me:pw@host:80/x and s3a://k:s@b/p       | http://(redacted)@host:80/x and s3a://(redacted)@b/p
          s3a://AKID:with/slash@b/p                      | s3a://(redacted)@b/p
          http://me:p@ss@host/x                          | http://(redacted)@host/x
          http://me:p?w@host/x                           | http://(redacted)@host/x
          a?to=http://me:pw@host&b=http://you:pw@host    | a?to=http://(redacted)@host&b=http://(redacted)@host
          wasbs://box:pw@account/x                       | wasbs://(redacted)@account/x
          https://a.net/box?sv=1&sig=a%2Fb%3D&se=2       | https://a.net/box?sv=1&sig=(redacted)&se=2
          https://b.s3/x?X-Amz-Signature=0a1b&X-Amz-Date=2 | https://b.s3/x?X-Amz-Signature=(redacted)&X-Amz-Date=2
          https://b.s3/x?X-Amz-Credential=a/b&x=1        | https://b.s3/x?X-Amz-Credential=(redacted)&x=1
          <https://hooks.slack.com/services/T0/B0/x1>    | <https://hooks.slack.com/(redacted)>
          https://discord.com/api/webhooks/1/abc failed  | https://discord.com/(redacted) failed
          https://x.webhook.office.com/webhookb2/1@2/I/3 | https://x.webhook.office.com/(redacted)
          https://chat.example.com/hooks/abc             | https://chat.example.com/(redacted)
          https://api.telegram.org/bot1:abc/sendMessage  | https://api.telegram.org/(redacted)
          https://me:pw@hooks.example.com/abc            | https://(redacted)@hooks.example.com/(redacted)
          """)
  void secretsInAddressesAreTakenOut(String text, String expected) {
    assertThat(Redaction.text(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          train.epochs=3 hdfs://host:8020/a@b
          abfss://container@account.dfs.core.windows.net/a: no such file
          hdfs://[::1]:8020/a@b and s3a://bucket/webhooks/run
          Cannot read /runs/tokenizer: no such file or folder
          the secret key is wrong (SignatureDoesNotMatch; Request ID: 1)
          basic authentication, bearer authentication, basic 28x28
          AuthorizationException: User alice is not allowed
          design=3 signal: 9 password
          """)
  void whatIsNoSecretStays(String text) {
    assertThat(Redaction.text(text)).isEqualTo(text);
  }

  @Test
  void theSecondTimeChangesNothing() {
    String once = Redaction.text("a.token: b c, http://me:pw@host/x?sig=1 Authorization: Basic d");
    assertThat(Redaction.text(once)).isEqualTo(once);
  }

  static Stream<Arguments> hostile() {
    List<String> shapes =
        List.of(
            "a",
            "password",
            "password.",
            "password ",
            "password\n",
            "password=",
            "password=\"",
            "password=\"\\\"",
            "password=\\\\\\\"'",
            "password: '\n",
            "token: [",
            "sig",
            "authorization:",
            "bearer ",
            "basic ab",
            "\\",
            "'",
            "\"",
            "://",
            "a://",
            "http://a:b/",
            "http://a:b/@",
            "http://a:b@",
            "http://a?",
            "http://a ",
            "@",
            "https://hooks/",
            "https://webhoo",
            "AKIA",
            " ",
            "=");
    return shapes.stream()
        .flatMap(shape -> IntStream.of(40_000, 300_000).mapToObj(n -> Arguments.of(shape, n)));
  }

  /** Quadratic time would take minutes here, linear time a moment. */
  @ParameterizedTest
  @MethodSource("hostile")
  @Tag("long")
  void theTimeIsInProportionToTheLength(String shape, int length) {
    String text = shape.repeat(length / shape.length()) + "\n!";
    assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> {
          Redaction.text(text);
          Redaction.arguments(List.of(text));
          Redaction.isSecret(text);
        });
  }

  @Test
  void aLongMessageIsShortenedInItsMiddleOnceItsSecretsAreOut() {
    String hidden = "x".repeat(Redaction.MOST_OF_A_MESSAGE);
    assertThat(Redaction.message("password=" + hidden + " is bad"))
        .isEqualTo("password=(redacted) is bad");
    String text = "begin " + "y".repeat(1_000_000) + " end";
    assertThat(Redaction.message(text))
        .startsWith("begin yyy")
        .contains("y... 990,010 characters ...y")
        .endsWith("yyy end")
        .hasSizeLessThan(Redaction.MOST_OF_A_MESSAGE + 40);
    assertThat(Redaction.text(text)).isEqualTo(text);
  }

  @Test
  void secretsAmongArgumentsAreTakenOut() {
    assertThat(
            Redaction.arguments(
                List.of(
                    "--password",
                    "p q",
                    "--run",
                    "r",
                    "--token=t u",
                    "x.secret.key=a, b",
                    "--conf=x.secret=a b",
                    "http://a?sig=b&c=d e")))
        .containsExactly(
            "--password",
            "(redacted)",
            "--run",
            "r",
            "--token=(redacted)",
            "x.secret.key=(redacted)",
            "--conf=x.secret=(redacted)",
            "http://a?sig=(redacted)&c=d e");
  }

  @Test
  void keysSayWhetherTheirValueIsASecret() {
    assertThat(
            Stream.of(
                "fs.s3a.secret.key",
                "fs.s3a.session.token",
                "SLACK_WEBHOOK",
                "X-Amz-Signature",
                "sig"))
        .allMatch(Redaction::isSecret);
    assertThat(Redaction.value("fs.s3a.secret.key", "x")).isEqualTo("(redacted)");
    assertThat(Redaction.value("fs.s3a.endpoint", "http://localhost"))
        .isEqualTo("http://localhost");
    assertThat(Stream.of("model.sigma", "signal", "spark.authorizationurl"))
        .noneMatch(Redaction::isSecret);
  }
}
