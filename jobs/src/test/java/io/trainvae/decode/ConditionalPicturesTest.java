package io.trainvae.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A conditional model has a latent grid for every class. */
@Tag("long")
class ConditionalPicturesTest {
  @TempDir static Path folder;

  @Test
  void everyClassHasARowAndAGrid() throws IOException {
    TinyRun run =
        TinyRun.train(folder, "model.latent=2", "model.classes=10", "decode.epoch-pictures=false");
    List<String> written = run.decode();

    assertThat(written).contains("images/class-samples.png", "images/latent-grid.png");
    assertThat(run.names("images/classes"))
        .isEqualTo(IntStream.range(1, 10).mapToObj("latent-grid-%d.png"::formatted).toList());
    // It was neither evaluated nor encoded.
    assertThat(written)
        .doesNotContain(
            "images/class-losses.png", "images/kl-dimensions.png", "images/anomalies.png");
    assertThat(run.report()).contains("(class-samples.png)").doesNotContain("latent-grid-1.png");
    assertThat(folder.resolve("run/images/epochs")).doesNotExist();
  }
}
