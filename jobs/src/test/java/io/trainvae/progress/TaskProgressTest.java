package io.trainvae.progress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class TaskProgressTest {
  @Test
  void saysOneLineForEachTaskWhereThereIsNoTerminal() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    TaskProgress progress =
        new TaskProgress(new PrintStream(bytes, true, UTF_8), new Terminal(false, false, true));
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
