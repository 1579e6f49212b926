package io.trainvae.cli;

import static io.trainvae.data.idx.IdxBytes.concat;
import static io.trainvae.data.idx.IdxBytes.gzip;
import static io.trainvae.data.idx.IdxBytes.images;
import static io.trainvae.data.idx.IdxBytes.ints;
import static io.trainvae.data.idx.IdxBytes.labels;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Damaged IDX files, given to the real command line: one line, exit code 3, and nothing written.
 */
class BadImagesTest {
  private static final String IMAGES = "train-images-idx3-ubyte";
  private static final String LABELS = "train-labels-idx1-ubyte";
  private static final byte[] GOOD = images(6, 4, 3);

  @TempDir Path folder;
  private Path source;

  @BeforeEach
  void goodFiles() throws IOException {
    source = Files.createDirectory(folder.resolve("idx"));
    put(IMAGES, GOOD);
    put(LABELS, labels(6, 3));
    put("t10k-images-idx3-ubyte", images(2, 4, 3));
    put("t10k-labels-idx1-ubyte", labels(2, 3));
  }

  @AfterEach
  void nothingIsWritten() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      assertThat(all).containsExactly(source);
    }
  }

  static Stream<Arguments> damage() {
    byte[] packed = gzip(GOOD);
    return Stream.of(
        bad("an empty file", IMAGES, new byte[0], "the file is empty"),
        bad("cut off in the header", IMAGES, Arrays.copyOf(GOOD, 9), "header of 9 bytes"),
        bad("cut off in an image", IMAGES, Arrays.copyOf(GOOD, 50), "it ends after 2 of 6 images"),
        bad("cut off in gzip", IMAGES, Arrays.copyOf(packed, 30), "the gzip data are cut off"),
        bad("labels as images", IMAGES, labels(6, 3), "magic 2049, expected 2051 (images)"),
        bad("images as labels", LABELS, GOOD, "magic 2051, expected 2049 (labels)"),
        bad("rank 4", IMAGES, ints(2052, 6, 4, 3, 1), "rank 4, expected 3"),
        bad("floats", IMAGES, ints(0x0d03, 6, 4, 3), "values of type 0x0d, expected 0x08"),
        bad("2^31 images", IMAGES, ints(2051, 1 << 31, 4, 3), "2147483648 images, expected 1 to"),
        bad(
            "2^31-1 images and labels that agree",
            IMAGES + " " + LABELS,
            ints(2051, Integer.MAX_VALUE, 4, 3),
            "it ends after 0 of 2147483647 images"),
        bad("huge images", IMAGES, ints(2051, 6, 1 << 20, 3), "height 1048576, expected 1 to 4096"),
        bad("no images", IMAGES, ints(2051, 0, 4, 3), "0 images, expected 1 to"),
        bad("5 labels", LABELS, labels(5, 3), "5 labels, expected 6, one for each image of"),
        bad(
            "bytes at the end",
            IMAGES,
            concat(GOOD, new byte[9]),
            "bytes follow the last of its 6"),
        bad(
            "bytes after gzip",
            LABELS,
            concat(gzip(labels(6, 3)), ints(7)),
            "are damaged: Garbage"),
        bad("a web page", IMAGES, "<!DOCTYPE html><html>".getBytes(UTF_8), "magic 1008813135"));
  }

  private static Arguments bad(String name, String file, byte[] content, String message) {
    return Arguments.of(name, file, content, message);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("damage")
  void isRefused(String name, String files, byte[] content, String message) throws IOException {
    String first = files.split(" ")[0];
    put(first, content);
    if (files.contains(" ")) {
      put(LABELS, ints(2049, Integer.MAX_VALUE));
    }
    ingest().assertRefused(3, "Cannot read " + first + ": ");
    ingest().assertRefused(3, message);
  }

  /** Ten gigabytes of black images in ten megabytes. */
  @Test
  @Tag("long")
  void aGzipBombIsNotInflatedToItsEnd() throws IOException {
    byte[] black = new byte[1 << 20];
    Files.delete(source.resolve(IMAGES));
    try (OutputStream file = Files.newOutputStream(source.resolve(IMAGES + ".gz"));
        OutputStream out = new GZIPOutputStream(file)) {
      out.write(ints(2051, 640, 4096, 4096));
      for (int i = 0; i < 400; i++) {
        out.write(black);
      }
    }
    put(LABELS, labels(640, 3));
    put("t10k-images-idx3-ubyte", concat(ints(2051, 1, 4096, 4096), new byte[4096 * 4096]));
    put("t10k-labels-idx1-ubyte", labels(1, 3));
    ingest().assertRefused(3, "the gzip data inflate to more than 200 times their size");
  }

  @Test
  void aFolderInTheFilesPlace() throws IOException {
    Files.delete(source.resolve(IMAGES));
    Files.createDirectory(source.resolve(IMAGES));
    ingest().assertRefused(3, IMAGES + ": it is a folder, expected a file");
  }

  @Test
  void filesThatAreNotThere() throws IOException {
    Files.delete(source.resolve(LABELS));
    ingest().assertRefused(3, "it has no train-labels-idx1-ubyte (with .gz or without)");
    command("--source", folder + "/absent").assertRefused(3, "absent: no such file or folder");
    command("--source", source + "/" + IMAGES)
        .assertRefused(3, IMAGES + ": it is a file, expected a folder");
  }

  @Test
  void sourcesThatAreNoPlaces() {
    command("--source", "gopher://host/idx").assertRefused(2, "unknown scheme gopher");
    command("--source", "s3a://bucket/idx").assertRefused(2, "hadoop-aws is not on the class path");
    command("--source", "hdfs:///idx").assertRefused(2, "expected hdfs://host:port/path");
    command("--source", "minst").assertRefused(2, "Unknown source minst: expected synthetic,");
  }

  @Test
  void aRunLeavesNothingEither() {
    assertThat(source.resolve(IMAGES).toFile().delete()).isTrue();
    TestedCommand.of("run", "--source", source.toString(), "--run", folder + "/run")
        .assertRefused(3, "it has no " + IMAGES);
  }

  private TestedCommand ingest() {
    return command("--source", source.toString());
  }

  private TestedCommand command(String... options) {
    String[] args = Arrays.copyOf(options, options.length + 3);
    args[options.length] = "--output";
    args[options.length + 1] = folder.resolve("data").toString();
    args[options.length + 2] = "--limit=3";
    return TestedCommand.of(
        Stream.concat(Stream.of("ingest"), Arrays.stream(args)).toArray(String[]::new));
  }

  private void put(String name, byte[] content) throws IOException {
    Files.write(source.resolve(name), content);
  }
}
