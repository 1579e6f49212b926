package io.trainvae.data.idx;

import static io.trainvae.data.idx.IdxBytes.concat;
import static io.trainvae.data.idx.IdxBytes.gzip;
import static io.trainvae.data.idx.IdxBytes.images;
import static io.trainvae.data.idx.IdxBytes.ints;
import static io.trainvae.data.idx.IdxBytes.labels;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdxReaderTest {
  private static final byte[] GOOD = images(5, 2, 3);

  @TempDir java.nio.file.Path folder;

  static Stream<Arguments> goodFiles() {
    byte[] secondHalf = Arrays.copyOfRange(GOOD, 20, GOOD.length);
    return Stream.of(
        Arguments.of("images", GOOD),
        Arguments.of("images.gz", gzip(GOOD)),
        Arguments.of("packed-without-the-name", gzip(GOOD)),
        Arguments.of("unpacked-by-a-browser.gz", GOOD),
        Arguments.of("two-members.gz", concat(gzip(Arrays.copyOf(GOOD, 20)), gzip(secondHalf))));
  }

  @ParameterizedTest
  @MethodSource("goodFiles")
  void readsEveryImageAndHashesTheFileAsStored(String name, byte[] content) throws IOException {
    try (IdxReader reader = open(name, content, IdxKind.IMAGES)) {
      assertThat(reader.count()).isEqualTo(5);
      assertThat(reader.height()).isEqualTo(2);
      assertThat(reader.width()).isEqualTo(3);
      byte[] image = new byte[6];
      for (int i = 0; i < 5; i++) {
        reader.read(image);
        assertThat(image).containsExactly(i, i + 1, i + 2, i + 3, i + 4, i + 5);
      }
      assertThat(reader.finish()).isEqualTo(DigestUtils.sha256Hex(content));
    }
  }

  @ParameterizedTest
  @MethodSource("goodFiles")
  void passesOverImages(String name, byte[] content) throws IOException {
    try (IdxReader reader = open(name, content, IdxKind.IMAGES)) {
      byte[] image = new byte[6];
      reader.skip(3);
      reader.read(image);
      assertThat(image).containsExactly(3, 4, 5, 6, 7, 8);
      assertThat(reader.finish()).isEqualTo(DigestUtils.sha256Hex(content));
    }
  }

  @Test
  void readsLabels() throws IOException {
    try (IdxReader reader = open("labels", labels(4, 3), IdxKind.LABELS)) {
      byte[] label = new byte[1];
      reader.skip(2);
      reader.read(label);
      assertThat(label).containsExactly(2);
      reader.read(label);
      assertThat(label).containsExactly(0);
      assertThatThrownBy(() -> reader.read(label))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("all 4 labels are read");
    }
  }

  static Stream<Arguments> badImages() {
    byte[] packed = gzip(GOOD);
    byte[] flipped = packed.clone();
    flipped[packed.length - 6] ^= 1; // in the checksum
    byte[] scrambled = packed.clone();
    Arrays.fill(scrambled, 10, 14, (byte) 0xff);
    return Stream.of(
        bad(new byte[0], "the file is empty"),
        bad(new byte[] {0, 0, 8}, "header of 3 bytes, expected 16"),
        bad(Arrays.copyOf(GOOD, 15), "header of 15 bytes, expected 16"),
        bad(gzip(Arrays.copyOf(GOOD, 15)), "header of 15 bytes, expected 16"),
        bad(labels(4, 3), "magic 2049, expected 2051 (images)"),
        bad(ints(2050, 1, 1), "magic 2050, expected 2051 (images): rank 2, expected 3"),
        bad(ints(2052, 1, 1, 1, 1), "magic 2052, expected 2051 (images): rank 4, expected 3"),
        bad(
            ints(0x0d03, 1, 1, 1, 0),
            "magic 3331, expected 2051 (images): values of type 0x0d, expected 0x08 (unsigned"
                + " bytes)"),
        bad(
            "PK-no-idx-file-at-all".getBytes(StandardCharsets.UTF_8),
            "magic 1347104110, expected 2051 (images)"),
        bad(ints(2051, 0, 28, 28), "0 images, expected 1 to 2147483647"),
        bad(ints(2051, 1 << 31, 28, 28), "2147483648 images, expected 1 to 2147483647"),
        bad(ints(2051, Integer.MAX_VALUE, 28, 28), "it ends after 0 of 2147483647 images"),
        bad(ints(2051, 9, 0, 28), "height 0, expected 1 to 4096 pixels"),
        bad(ints(2051, 9, 28, 4097), "width 4097, expected 1 to 4096 pixels"),
        bad(ints(2051, 9, -1, 28), "height 4294967295, expected 1 to 4096 pixels"),
        bad(Arrays.copyOf(GOOD, 16), "it ends after 0 of 5 images"),
        bad(Arrays.copyOf(GOOD, 17), "it ends after 0 of 5 images and 1 of 6 bytes of the next"),
        bad(Arrays.copyOf(GOOD, 28), "it ends after 2 of 5 images"),
        bad(
            gzip(Arrays.copyOf(GOOD, GOOD.length - 1)),
            "it ends after 4 of 5 images and 5 of 6 bytes of the next"),
        bad(concat(GOOD, new byte[1]), "bytes follow the last of its 5 images"),
        bad(gzip(concat(GOOD, new byte[1])), "bytes follow the last of its 5 images"),
        bad(Arrays.copyOf(packed, 5), "the gzip data are cut off"),
        bad(Arrays.copyOf(packed, packed.length - 3), "the gzip data are cut off"),
        bad(flipped, "the gzip data are damaged: Gzip-compressed data is corrupt (CRC32 error)"),
        bad(scrambled, "the gzip data are damaged: Gzip-compressed data is corrupt"),
        bad(
            concat(packed, "garbage".getBytes(StandardCharsets.UTF_8)),
            "the gzip data are damaged: Garbage after a valid .gz stream"));
  }

  private static Arguments bad(byte[] content, String why) {
    return Arguments.of(why, content);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badImages")
  void refusesWithOneLine(String why, byte[] content) {
    assertThatThrownBy(() -> readThrough(content))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
        .hasMessage("Cannot read train-images-idx3-ubyte: " + why);
  }

  @Test
  void refusesEveryTruncation() {
    byte[] packed = gzip(GOOD);
    for (int length = 0; length < GOOD.length; length++) {
      byte[] cut = Arrays.copyOf(GOOD, length);
      assertThatThrownBy(() -> readThrough(cut)).hasMessageStartingWith("Cannot read train-");
    }
    for (int length = 0; length < packed.length; length++) {
      byte[] cut = Arrays.copyOf(packed, length);
      assertThatThrownBy(() -> readThrough(cut)).hasMessageStartingWith("Cannot read train-");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void jumpsToAnItemWithoutReadingThoseBefore(boolean compressed) throws IOException {
    int count = 4000;
    byte[] content = images(count, 16, 16);
    for (int i = 0; i < count; i++) {
      content[16 + 256 * i] = (byte) (i / 100);
    }
    byte[] item = new byte[256];
    try (IdxReader reader = open("images", compressed ? gzip(content) : content, IdxKind.IMAGES)) {
      FileSystem.Statistics read = FileSystem.getStatistics("file", LocalFileSystem.class);
      long before = read.getBytesRead();
      reader.jump(1500);
      reader.read(item);
      assertThat(item[0]).isEqualTo((byte) 15);
      reader.jump(2000);
      reader.read(item);
      assertThat(item[0]).isEqualTo((byte) 35);
      if (!compressed) {
        assertThat(read.getBytesRead() - before).isLessThan(4 << 16);
        assertThatThrownBy(reader::finish).isInstanceOf(IllegalStateException.class);
      }
    }
    byte[] cut = Arrays.copyOf(content, 16 + 256 * 100 + 7);
    try (IdxReader reader = open("images", compressed ? gzip(cut) : cut, IdxKind.IMAGES)) {
      assertThatThrownBy(() -> reader.jump(200))
          .hasMessage(
              "Cannot read images: it ends after 100 of 4000 images and 7 of 256 bytes of the next");
    }
  }

  @Test
  void aLabelFileSaysWhatItIs() {
    assertThatThrownBy(() -> open("labels", images(1, 2, 2), IdxKind.LABELS))
        .hasMessage("Cannot read labels: magic 2051, expected 2049 (labels)");
  }

  @Test
  void refusesAFolderAndAFileThatIsNotThere() {
    Path here = new Path(folder.toUri());
    assertThatThrownBy(() -> IdxReader.open(here, IdxKind.IMAGES, new Configuration()))
        .isInstanceOf(JobException.class)
        .hasMessageMatching("Cannot read file:.*: it is a folder, expected a file");
    Path absent = new Path(here, "absent");
    assertThatThrownBy(() -> IdxReader.open(absent, IdxKind.IMAGES, new Configuration()))
        .isInstanceOf(JobException.class)
        .hasMessageMatching("Cannot read file:.*absent: no such file");
  }

  @Test
  void aFileSystemThatIsNotThereIsTheStoragesFault() {
    Path path = new Path("nowhere://host/file");
    assertThatThrownBy(() -> IdxReader.open(path, IdxKind.IMAGES, new Configuration()))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.STORAGE))
        .hasMessage("Cannot read nowhere://host/file: No FileSystem for scheme \"nowhere\"");
  }

  private void readThrough(byte[] content) throws IOException {
    try (IdxReader reader = open("train-images-idx3-ubyte", content, IdxKind.IMAGES)) {
      reader.finish();
    }
  }

  private IdxReader open(String name, byte[] content, IdxKind kind) throws IOException {
    Files.write(folder.resolve(name), content);
    return IdxReader.open(new Path(folder.resolve(name).toUri()), kind, new Configuration());
  }
}
