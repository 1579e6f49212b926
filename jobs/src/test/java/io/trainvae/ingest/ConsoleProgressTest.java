package io.trainvae.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {
  @Test
  void saysOneLineForEachTaskWhereThereIsNoTerminal() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ConsoleProgress progress = ConsoleProgress.plain(new PrintStream(bytes, true));
    progress.begin("check a.gz", 60000, "images");
    progress.reached(30000);
    progress.reached(60000);
    progress.end();
    progress.begin("download b.gz", -1, "bytes");
    progress.end();
    assertThat(bytes.toString(UTF_8).lines())
        .hasSize(2)
        .first()
        .asString()
        .matches("check a\\.gz: 60000 images in \\d+\\.\\d s");
    assertThat(bytes.toString(UTF_8)).contains("download b.gz: 0 bytes in ");
  }
}
