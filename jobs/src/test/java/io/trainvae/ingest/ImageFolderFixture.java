package io.trainvae.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainvae.data.DatasetInfo;
import io.trainvae.data.Progress;
import io.trainvae.data.Split;
import io.trainvae.ingest.images.ImageSettings;
import io.trainvae.testing.LocalSpark;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.io.TempDir;

/**
 * Makes folders of images of one colour each, by which they are known again, and data sets of them.
 */
abstract class ImageFolderFixture {
  static final int RED = 0xff0000;
  static final int GREEN = 0x00ff00;
  static final int BLUE = 0x0000ff;

  final SparkSession spark = LocalSpark.session();
  final List<String> notices = new ArrayList<>();

  @TempDir Path folder;

  final DatasetInfo append(String source, Map<String, String> settings) {
    return run(request(source, settings, OptionalInt.empty(), Optional.empty()).appending());
  }

  final DatasetInfo ingest(String source, Map<String, String> settings) {
    return ingest(source, settings, OptionalInt.empty());
  }

  final DatasetInfo ingest(String source, Map<String, String> settings, OptionalInt limit) {
    return ingest(source, settings, limit, Optional.empty());
  }

  final DatasetInfo ingest(
      String source,
      Map<String, String> settings,
      OptionalInt limit,
      Optional<IngestRequest.Size> size) {
    return run(request(source, settings, limit, size));
  }

  final DatasetInfo run(IngestRequest request) {
    return new IngestJob(spark, request, progress()).execute();
  }

  private Progress progress() {
    return new Progress() {
      @Override
      public void notice(String line) {
        notices.add(line);
      }
    };
  }

  final MergeJob.Merged merge() {
    return merge(output());
  }

  final MergeJob.Merged merge(org.apache.hadoop.fs.Path data) {
    return new MergeJob(spark, data, progress()).execute();
  }

  final IngestRequest request(
      String source,
      Map<String, String> settings,
      OptionalInt limit,
      Optional<IngestRequest.Size> size) {
    return new IngestRequest(source, output(), limit, size, 0, new ImageSettings(settings));
  }

  final org.apache.hadoop.fs.Path output() {
    return new org.apache.hadoop.fs.Path(folder.resolve("out").toUri());
  }

  final Path at(String name) {
    return folder.resolve(name);
  }

  final void image(String name, int rgb) throws IOException {
    image(name, 6, 8, rgb);
  }

  final void image(String name, int height, int width, int rgb) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    int[] pixels = new int[height * width];
    Arrays.fill(pixels, rgb);
    image.setRGB(0, 0, width, height, pixels, 0, width);
    Path file = at(name);
    Files.createDirectories(file.getParent());
    String format = name.substring(name.lastIndexOf('.') + 1).toLowerCase(java.util.Locale.ROOT);
    assertThat(ImageIO.write(image, format, file.toFile())).isTrue();
  }

  /** Label and colour of the first pixel of each image, by index. */
  final List<String> colours(DatasetInfo info, Split split, int tolerance) {
    Map<Long, String> colours = new TreeMap<>();
    for (Row row : ParquetDataset.open(spark, output()).images(split).collect()) {
      byte[] pixels = ParquetDataset.checkedImage(row, info);
      int rgb = 0;
      for (int c = 0; c < 3; c++) {
        int level = pixels[Math.min(c, info.channels() - 1)] & 0xff;
        boolean extreme = tolerance > 0 && (level < tolerance || level > 255 - tolerance);
        rgb = rgb << 8 | (extreme ? (level < 128 ? 0 : 255) : level);
      }
      colours.put(row.getLong(ParquetDataset.INDEX), row.getInt(ParquetDataset.LABEL) + " " + rgb);
    }
    assertThat(colours.keySet()).first().isEqualTo(0L);
    assertThat(colours).hasSize((int) info.images(split));
    return List.copyOf(colours.values());
  }
}
