package io.trainvae.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.data.DatasetInfo;
import io.trainvae.data.Progress;
import io.trainvae.data.Split;
import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import io.trainvae.ingest.images.ImageSettings;
import io.trainvae.testing.LocalSpark;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders of images of one colour each, by which they are known again. */
class ImagesJobTest {
  private static final int RED = 0xff0000;
  private static final int GREEN = 0x00ff00;
  private static final int BLUE = 0x0000ff;
  private static final Map<String, String> NONE = Map.of("labels", "none", "test-fraction", "0.3");

  private final SparkSession spark = LocalSpark.session();
  private final List<String> notices = new ArrayList<>();

  @TempDir Path folder;

  @Test
  void foldersAreClassesAndHiddenFilesAreNone() throws IOException {
    image("in/cats/a.png", RED);
    image("in/cats/deep/er/b.jpg", RED);
    image("in/dogs/c.GIF", BLUE);
    image("in/ants/d.bmp", GREEN);
    image("in/.hidden/e.png", GREEN);
    image("in/dogs/_f.png", GREEN);
    Files.writeString(folder.resolve("in/dogs/read.me"), "not an image");

    DatasetInfo info = ingest("images:" + at("in"), Map.of("test-fraction", "0"));

    assertThat(info.name()).isEqualTo("in");
    assertThat(info.classNames()).containsExactly("ants", "cats", "dogs");
    assertThat(info.classes()).isEqualTo(3);
    assertThat(info.image()).hasToString("6x8x3");
    assertThat(info.trainImages()).isEqualTo(4);
    assertThat(colours(info, Split.TRAIN, 40))
        .containsExactlyInAnyOrder("1 " + RED, "1 " + RED, "2 " + BLUE, "0 " + GREEN);
    assertThat(ParquetDataset.open(spark, output()).info()).isEqualTo(info);
  }

  @Test
  void foldersOfSplitsAreSplits() throws IOException {
    image("in/train/x/a.png", RED);
    image("in/train/y/b.png", GREEN);
    image("in/test/x/c.png", BLUE);
    image("in/validation/x/d.png", 0);

    DatasetInfo info = ingest("images:" + at("in"), Map.of());

    assertThat(info.classNames()).containsExactly("x", "y");
    assertThat(colours(info, Split.TRAIN, 0)).containsExactlyInAnyOrder("0 " + RED, "1 " + GREEN);
    assertThat(colours(info, Split.TEST, 0)).containsExactly("0 " + BLUE);
    assertThat(colours(info, Split.VALIDATION, 0)).containsExactly("0 0");
  }

  @Test
  void twoSplitsAreToTrainAndToTestOn() throws IOException {
    image("in/train/x/a.png", RED);
    image("in/val/x/c.png", BLUE);
    DatasetInfo info = ingest("images:" + at("in"), Map.of());
    assertThat(info.trainImages()).isEqualTo(1);
    assertThat(info.testImages()).isEqualTo(1);
  }

  /** Which split an image goes into does not change when others come. */
  @Test
  void splitsByHashStayWhenDataGrow() throws IOException {
    for (int i = 0; i < 60; i++) {
      image("in/a/%d.png".formatted(i), 0x010101 * i);
    }
    Map<String, String> settings = Map.of("test-fraction", "0.3", "validation-fraction", "0.2");
    DatasetInfo small = ingest("images:" + at("in"), settings);
    Map<String, Split> before = splits(small);
    for (int i = 60; i < 90; i++) {
      image("in/b/%d.png".formatted(i), 0x010101 * i);
    }
    Map<String, Split> after = splits(ingest("images:" + at("in"), settings));

    assertThat(small.image().channels()).isEqualTo(1);
    assertThat(before).hasSize(60);
    assertThat(after).hasSize(90).containsAllEntriesOf(before);
    assertThat(before.values()).contains(Split.TRAIN, Split.VALIDATION, Split.TEST);
    assertThat(small.testImages()).isBetween(9, 27);
  }

  /** As many partitions as there are folders, or one: the files of the data set are the same. */
  @Test
  void bytesAreTheSameHoweverFilesAreListed() throws IOException {
    for (int i = 0; i < 20; i++) {
      image("one/%d.png".formatted(i), 0x010101 * i);
    }
    DatasetInfo one = ingest("images:" + at("one"), NONE);
    List<String> first = rows(one);
    DatasetInfo again = ingest("images:" + at("one") + "/*.png", NONE);
    assertThat(rows(again)).isEqualTo(first);
    assertThat(again.fingerprint()).isEqualTo(one.fingerprint());
    assertThat(one.classes()).isEqualTo(1);
    assertThat(one.classNames()).isEmpty();
    image("one/3.png", 0xffffff);
    assertThat(ingest("images:" + at("one"), NONE).fingerprint()).isNotEqualTo(one.fingerprint());
  }

  @Test
  void limitKeepsTheFirstOfEachSplit() throws IOException {
    for (int i = 0; i < 30; i++) {
      image("in/a/%d.png".formatted(i), 0x010101 * i);
    }
    DatasetInfo all = ingest("images:" + at("in"), Map.of("test-fraction", "0.4"));
    List<String> rows = colours(all, Split.TRAIN, 0);
    DatasetInfo few =
        ingest("images:" + at("in"), Map.of("test-fraction", "0.4"), OptionalInt.of(5));
    assertThat(few.trainImages()).isEqualTo(5);
    assertThat(few.testImages()).isEqualTo(5);
    assertThat(colours(few, Split.TRAIN, 0)).isEqualTo(rows.subList(0, 5));
  }

  @Test
  void badImagesAreNamedAndLeftOut() throws IOException {
    image("in/a/1.png", RED);
    image("in/a/2.png", GREEN);
    Files.writeString(folder.resolve("in/a/bad, \"one\".png"), "no image");
    Files.write(folder.resolve("in/a/cut.jpg"), new byte[0]);

    assertThatThrownBy(() -> ingest("images:" + at("in"), Map.of()))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
        .message()
        .startsWith("Cannot read 2 of the images of images:" + at("in") + ", such as a/")
        .endsWith("; --on-bad-image skip leaves them out");
    assertThat(Files.exists(folder.resolve("out"))).isFalse();

    DatasetInfo info =
        ingest("images:" + at("in"), Map.of("on-bad-image", "skip", "test-fraction", "0"));
    assertThat(colours(info, Split.TRAIN, 0)).containsExactlyInAnyOrder("0 " + RED, "0 " + GREEN);
    assertThat(Files.readAllLines(folder.resolve("out/bad-images.csv")))
        .containsExactlyInAnyOrder(
            "image,reason",
            "\"a/bad, \"\"one\"\".png\",\"it is no image; expected PNG, JPEG, GIF or BMP\"",
            "\"a/cut.jpg\",\"it is empty\"");
    assertThat(notices).anyMatch(line -> line.startsWith("Skipped 2 images that cannot be used"));
    Files.delete(folder.resolve("in/a/cut.jpg"));
    Files.delete(folder.resolve("in/a/bad, \"one\".png"));
    ingest("images:" + at("in"), Map.of());
    assertThat(Files.exists(folder.resolve("out/bad-images.csv"))).isFalse();
  }

  @Test
  void imagesOfOtherSizesNeedASize() throws IOException {
    image("in/a/1.png", RED);
    image("in/a/2.png", 4, 4, GREEN);
    assertThatThrownBy(() -> ingest("images:" + at("in"), Map.of()))
        .message()
        .contains("Cannot read 1 of the images")
        .contains("as the first; --size makes all the same");
    DatasetInfo info =
        ingest(
            "images:" + at("in"),
            Map.of(),
            OptionalInt.empty(),
            Optional.of(new IngestRequest.Size(5, 5)));
    assertThat(info.image()).hasToString("5x5x3");
  }

  @Test
  void aTableOfNamesSaysLabels() throws IOException {
    image("in/1.png", RED);
    image("in/x/2.png", GREEN);
    image("in/3.png", BLUE);
    Path labels = folder.resolve("labels.csv");
    Files.writeString(labels, "id,breed\n1,pug\n2,bee\n3,pug\n");
    Map<String, String> settings = Map.of("labels", labels.toString(), "test-fraction", "0");
    DatasetInfo info = ingest("images:" + at("in"), settings);
    assertThat(info.classNames()).containsExactly("bee", "pug");
    assertThat(colours(info, Split.TRAIN, 0))
        .containsExactlyInAnyOrder("1 " + RED, "0 " + GREEN, "1 " + BLUE);

    Files.writeString(labels, "id,breed\n1,pug\n2,bee\n");
    assertThatThrownBy(() -> ingest("images:" + at("in"), settings))
        .hasMessageContaining("such as 3.png: it has no label;");
    Files.writeString(labels, "id,breed\n1,pug\n1,bee\n");
    assertThatThrownBy(() -> ingest("images:" + at("in"), settings))
        .hasMessageMatching("Cannot read labels from .*labels.csv: 1 has several, .*");
    Files.writeString(labels, "id\n1\n");
    assertThatThrownBy(() -> ingest("images:" + at("in"), settings))
        .hasMessageContaining("it has id string, expected two columns, names and labels");
  }

  @Test
  void refusesWhatHoldsNoImages() throws IOException {
    Files.createDirectories(folder.resolve("empty/sub"));
    refused("images:" + at("empty"), "no file there ends with .png, .jpg, .jpeg, .gif or .bmp");
    refused("images:" + at("nowhere"), "no such folder");
  }

  private void refused(String source, String why) {
    assertThatThrownBy(() -> ingest(source, Map.of()))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
        .hasMessageContaining("Cannot read images from ")
        .hasMessageEndingWith(why);
    assertThat(Files.exists(folder.resolve("out"))).isFalse();
  }

  @Test
  void newImagesBecomeANewPart() throws IOException {
    image("first/a/1.png", RED);
    image("first/c/2.png", GREEN);
    image("more/b/3.png", BLUE);
    image("more/c/4.png", 0x101010);
    Map<String, String> settings = Map.of("test-fraction", "0");
    DatasetInfo small = ingest("images:" + at("first"), settings);
    List<String> rows = colours(small, Split.TRAIN, 0);
    Map<String, Long> files = files();

    DatasetInfo grown = append("images:" + at("more"), settings);

    assertThat(grown.classNames()).containsExactly("a", "c", "b");
    assertThat(grown.trainImages()).isEqualTo(4);
    assertThat(grown.parts()).extracting(DatasetInfo.Part::trainImages).containsExactly(2, 2);
    assertThat(grown.sources()).hasSize(2).containsAll(small.sources());
    assertThat(colours(grown, Split.TRAIN, 0).subList(0, 2)).isEqualTo(rows);
    assertThat(colours(grown, Split.TRAIN, 0).subList(2, 4))
        .containsExactlyInAnyOrder("2 " + BLUE, "1 " + 0x101010);
    assertThat(files()).hasSize(2).containsAllEntriesOf(files);
    assertThat(append("images:" + at("more"), settings).parts()).hasSize(3);
    assertThat(ParquetDataset.open(spark, output()).images(Split.TRAIN).count()).isEqualTo(6);
  }

  @Test
  void aRefusedPartLeavesTheDataSetAsItWas() throws IOException {
    image("first/a/1.png", RED);
    image("more/a/2.png", BLUE);
    Files.writeString(folder.resolve("more/a/3.png"), "no image");
    Map<String, String> settings = Map.of("test-fraction", "0");
    DatasetInfo small = ingest("images:" + at("first"), settings);
    Map<String, Long> files = files();
    assertThatThrownBy(() -> append("images:" + at("more"), settings))
        .hasMessageContaining("Cannot read 1 of the images");
    assertThat(ParquetDataset.open(spark, output()).info()).isEqualTo(small);
    assertThat(files()).isEqualTo(files);
    assertThat(ParquetDataset.open(spark, output()).images(Split.TRAIN).count()).isEqualTo(1);

    // As a killed process leaves it: rows that no list names.
    Path part = folder.resolve("out/split=train");
    Path written = part.resolve(files.keySet().iterator().next());
    Files.copy(written, part.resolve("part-killed.parquet"));
    assertThat(ParquetDataset.open(spark, output()).images(Split.TRAIN).count()).isEqualTo(1);
    Files.delete(folder.resolve("more/a/3.png"));
    assertThat(append("images:" + at("more"), settings).trainImages()).isEqualTo(2);
    assertThat(files()).doesNotContainKey("part-killed.parquet");
  }

  @Test
  void appendingNeedsADataSetAndImages() throws IOException {
    image("more/a/2.png", BLUE);
    assertThatThrownBy(() -> append("images:" + at("more"), Map.of()))
        .hasMessageEndingWith("it has no dataset.json; run ingest first");
    assertThatThrownBy(() -> append("synthetic", Map.of()))
        .hasMessageStartingWith("Cannot append synthetic: expected a source of images:, ");
  }

  private Map<String, Long> files() throws IOException {
    try (var files = Files.list(folder.resolve("out/split=train"))) {
      Map<String, Long> sizes = new HashMap<>();
      for (Path file : files.filter(f -> f.toString().endsWith(".parquet")).toList()) {
        sizes.put(file.getFileName().toString(), Files.getLastModifiedTime(file).toMillis());
      }
      return sizes;
    }
  }

  private DatasetInfo append(String source, Map<String, String> settings) {
    return run(request(source, settings, OptionalInt.empty(), Optional.empty()).appending());
  }

  private DatasetInfo ingest(String source, Map<String, String> settings) {
    return ingest(source, settings, OptionalInt.empty());
  }

  private DatasetInfo ingest(String source, Map<String, String> settings, OptionalInt limit) {
    return ingest(source, settings, limit, Optional.empty());
  }

  private DatasetInfo ingest(
      String source,
      Map<String, String> settings,
      OptionalInt limit,
      Optional<IngestRequest.Size> size) {
    return run(request(source, settings, limit, size));
  }

  private DatasetInfo run(IngestRequest request) {
    Progress progress =
        new Progress() {
          @Override
          public void notice(String line) {
            notices.add(line);
          }
        };
    return new IngestJob(spark, request, progress).execute();
  }

  private IngestRequest request(
      String source,
      Map<String, String> settings,
      OptionalInt limit,
      Optional<IngestRequest.Size> size) {
    return new IngestRequest(source, output(), limit, size, 0, new ImageSettings(settings));
  }

  private org.apache.hadoop.fs.Path output() {
    return new org.apache.hadoop.fs.Path(folder.resolve("out").toUri());
  }

  private Path at(String name) {
    return folder.resolve(name);
  }

  private void image(String name, int rgb) throws IOException {
    image(name, 6, 8, rgb);
  }

  private void image(String name, int height, int width, int rgb) throws IOException {
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
  private List<String> colours(DatasetInfo info, Split split, int tolerance) {
    Map<Integer, String> colours = new TreeMap<>();
    for (Row row : ParquetDataset.open(spark, output()).images(split).collect()) {
      byte[] pixels = ParquetDataset.checkedImage(row, info);
      int rgb = 0;
      for (int c = 0; c < 3; c++) {
        int level = pixels[Math.min(c, info.channels() - 1)] & 0xff;
        boolean extreme = tolerance > 0 && (level < tolerance || level > 255 - tolerance);
        rgb = rgb << 8 | (extreme ? (level < 128 ? 0 : 255) : level);
      }
      colours.put(row.getInt(ParquetDataset.INDEX), row.getInt(ParquetDataset.LABEL) + " " + rgb);
    }
    assertThat(colours.keySet()).first().isEqualTo(0);
    assertThat(colours).hasSize(info.images(split));
    return List.copyOf(colours.values());
  }

  private List<String> rows(DatasetInfo info) {
    List<String> rows = new ArrayList<>(colours(info, Split.TRAIN, 0));
    rows.addAll(colours(info, Split.TEST, 0));
    return rows;
  }

  private Map<String, Split> splits(DatasetInfo info) {
    Map<String, Split> splits = new HashMap<>();
    for (Split split : Split.values()) {
      for (String image : colours(info, split, 0)) {
        splits.put(image.replaceFirst(".* ", ""), split);
      }
    }
    return splits.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
