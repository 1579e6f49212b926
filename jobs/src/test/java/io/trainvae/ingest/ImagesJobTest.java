package io.trainvae.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.data.DatasetInfo;
import io.trainvae.data.Split;
import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Folders of images of one colour each, by which they are known again. */
class ImagesJobTest extends ImageFolderFixture {
  private static final Map<String, String> NONE = Map.of("labels", "none", "test-fraction", "0.3");

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
  @Tag("long")
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
    assertThat(small.testImages()).isBetween(9L, 27L);
  }

  /** As many partitions as there are folders, or one: the files of the data set are the same. */
  @Test
  @Tag("long")
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
  @Tag("long")
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
  @Tag("long")
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
            "\"a/bad, \"\"one\"\".png\",\"it is no image; expected PNG, JPEG, GIF, BMP or WebP\"",
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
  @Tag("long")
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
