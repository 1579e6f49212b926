package io.trainvae.picture;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainvae.config.RunConfig.Direction;
import io.trainvae.config.RunConfig.Spacing;
import io.trainvae.metrics.MetricRow;
import io.trainvae.model.Shape;
import java.awt.Color;
import java.awt.Graphics2D;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/**
 * Draws every picture in a Java that finds no fonts, as on a bare server or in a small container.
 */
class WithoutFontsTest {

  @Test
  void everyPictureIsTheSameToTheBit() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dsun.awt.fontconfig=" + new File("no-such-file").getAbsolutePath(),
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output.strip()).isEqualTo("no fonts " + checksum());
  }

  private static String checksum() {
    CRC32 sum = new CRC32();
    LatentPlane plane = LatentPlane.square(0, 1, 3, 2, Spacing.QUANTILE, Direction.UPWARDS);
    float[] logits = new float[9 * 16];
    List<MetricRow> rows = List.of(new MetricRow("run", 1, 1, "train", "kl", 20, Instant.EPOCH));
    sum.update(Pictures.latentGrid(logits, Shape.grey(4, 4), plane, "class 1"));
    sum.update(Pictures.samples(logits, Shape.grey(4, 4), 3));
    sum.update(Pictures.reconstructions(logits, logits, Shape.grey(4, 4), 3));
    sum.update(Pictures.training(List.of(new Pictures.EpochFrame(1, logits)), Shape.grey(4, 4), 3));
    sum.update(LatentScatter.png(new float[] {1, 2}, new float[] {3, 4}, new int[2], "a", "b"));
    sum.update(LossChart.png(rows, "nats per image"));
    sum.update(
        BarChart.png(
            new BarChart.Words("a", "b", "c"),
            List.of("d", "e"),
            List.of(new BarChart.Part("f", 1, 2))));
    return Long.toHexString(sum.getValue());
  }

  /** Says whether there really are no fonts, then the checksum of all pictures. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) {
      System.out.println((hasFonts() ? "fonts " : "no fonts ") + checksum());
    }

    private static boolean hasFonts() {
      try {
        Canvas.draw(9, 9, Color.BLACK, (Graphics2D g) -> g.drawString("x", 1, 1));
        return true;
      } catch (Throwable e) {
        // Which error it is depends on the Java; that it is one is what counts.
        return false;
      }
    }
  }
}
