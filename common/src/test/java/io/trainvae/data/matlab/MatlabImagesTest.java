package io.trainvae.data.matlab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.data.DatasetInfo.SourceFile;
import io.trainvae.data.Split;
import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import io.trainvae.storage.Sha256;
import io.trainvae.testing.Fuzzer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import us.hebi.matlab.mat.types.MatlabType;

class MatlabImagesTest {
  @TempDir Path folder;

  private MatlabImages read(MatlabForm form) {
    return MatlabImages.read(
        new org.apache.hadoop.fs.Path("file://" + folder), form, new Configuration());
  }

  /** The level of a pixel of the image in which it is its number in reading order. */
  private static int level(int image, int row, int column) {
    return (image * 7 + row * 28 + column) % 256;
  }

  private static byte[] upright(int image) {
    byte[] pixels = new byte[784];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) level(image, i / 28, i % 28);
    }
    return pixels;
  }

  private static double stroke(int index) {
    int inImage = index % 784;
    return level(index / 784, inImage % 28, inImage / 28) / 255.0;
  }

  private MatlabFixture omniglot(int images) {
    return new MatlabFixture()
        .with("data", MatlabType.Double, MatlabImagesTest::stroke, 784, images)
        .with("target", MatlabType.Double, i -> i / 50 == 49 - i % 50 ? 1 : 0, 50, images)
        .with("other", MatlabType.Double, i -> i, 5, 5)
        .with("testdata", MatlabType.Double, MatlabImagesTest::stroke, 784, 1)
        .with("testtarget", MatlabType.Double, i -> i == 7 ? 1 : 0, 50, 1);
  }

  @Test
  void omniglotIsPutUpright() throws IOException {
    Path file = folder.resolve("chardata.mat");
    omniglot(3).write(file);
    MatlabImages images = read(MatlabForm.OMNIGLOT);
    assertThat(images.count(Split.TRAIN)).isEqualTo(3);
    assertThat(images.count(Split.VALIDATION)).isZero();
    for (int i = 0; i < 3; i++) {
      assertThat(images.splits().get(Split.TRAIN).image(i)).isEqualTo(upright(i));
    }
    assertThat(images.splits().get(Split.TRAIN).labels()).containsExactly(49, 48, 47);
    assertThat(images.splits().get(Split.TEST).labels()).containsExactly(7);
    assertThat(images.sources())
        .containsExactly(new SourceFile("chardata.mat", Sha256.hex(Files.readAllBytes(file))));
    assertThat(images.classNames()).isEmpty();
  }

  private MatlabFixture silhouettes() {
    MatlabFixture file = new MatlabFixture();
    Map.of("train", 3, "val", 2, "test", 1)
        .forEach(
            (split, count) ->
                file.with(
                        split + "_data",
                        MatlabType.UInt8,
                        // The n-th image is white but for the n-th pixel of its top row.
                        i -> i / count == 28 * (i % count) ? 0 : 1,
                        count,
                        784)
                    .with(split + "_labels", MatlabType.UInt8, i -> 101 - i, count, 1));
    return file;
  }

  @Test
  void silhouettesAreWhiteAndHaveAValidationSplit() throws IOException {
    String[] names = IntStream.range(0, 101).mapToObj(i -> "c" + i).toArray(String[]::new);
    silhouettes()
        .withTexts("classnames", names)
        .write(folder.resolve("caltech101_silhouettes_28_split1.mat"));
    MatlabImages images = read(MatlabForm.CALTECH_SILHOUETTES);
    assertThat(images.count(Split.VALIDATION)).isEqualTo(2);
    assertThat(images.count(Split.TEST)).isEqualTo(1);
    assertThat(images.classNames()).containsExactly(names);
    MatlabImages.Labelled train = images.splits().get(Split.TRAIN);
    for (int i = 0; i < 3; i++) {
      byte[] expected = new byte[784];
      expected[i] = (byte) 255;
      assertThat(train.image(i)).isEqualTo(expected);
    }
    assertThat(train.labels()).containsExactly(100, 99, 98);
  }

  private static int colour(int index) {
    int row = index % 32;
    int column = index / 32 % 32;
    return (index / 1024 % 3 * 80 + row * 2 + column + index / 3072) % 256;
  }

  private void svhn(String name, int... shape) throws IOException {
    int images = shape.length < 4 ? 1 : shape[3];
    new MatlabFixture()
        .with("X", MatlabType.UInt8, MatlabImagesTest::colour, shape)
        .with("y", MatlabType.UInt8, i -> 10 - i, images, 1)
        .write(folder.resolve(name));
  }

  @Test
  void svhnHasPlanesAndZeroAsTen() throws IOException {
    svhn("train_32x32.mat", 32, 32, 3, 2);
    // MATLAB leaves out the number of a single image.
    svhn("test_32x32.mat", 32, 32, 3);
    MatlabImages images = read(MatlabForm.SVHN);
    MatlabImages.Labelled train = images.splits().get(Split.TRAIN);
    assertThat(train.labels()).containsExactly(0, 9);
    assertThat(images.count(Split.TEST)).isEqualTo(1);
    for (int row = 0; row < 32; row++) {
      for (int column = 0; column < 32; column++) {
        int at = (row * 32 + column) * 3;
        int first = row * 2 + column + 1;
        assertThat(Arrays.copyOfRange(train.image(1), at, at + 3))
            .containsExactly(first, first + 80, first + 160);
      }
    }
    assertThat(images.sources()).hasSize(2);
  }

  @Test
  void refusesOtherFiles() throws IOException {
    refused(folder + "/chardata.mat: no such file");
    byte[] hdf5 = new byte[600];
    byte[] text = "MATLAB 7.3 MAT-file, Platform: GLNXA64".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, hdf5, 0, text.length);
    hdf5[126] = 'I';
    hdf5[127] = 'M';
    System.arraycopy(new byte[] {(byte) 0x89, 'H', 'D', 'F', 13, 10, 26, 10}, 0, hdf5, 512, 8);
    put(hdf5);
    refused(
        "chardata.mat: it is a MATLAB 7.3 file (HDF5), expected version 5 to 7; save(..., '-v7') in"
            + " MATLAB writes that");
    put(new byte[300]);
    refused("chardata.mat: it is no MATLAB file of version 5 to 7");
    put(new byte[0]);
    refused("chardata.mat: the file is empty");
    omniglot(3).write(folder.resolve("chardata.mat"));
    byte[] whole = Files.readAllBytes(folder.resolve("chardata.mat"));
    put(Arrays.copyOf(whole, whole.length / 3));
    refused("chardata.mat: it is cut off");
    Arrays.fill(whole, 128, 400, (byte) 3);
    put(whole);
    assertThatThrownBy(() -> read(MatlabForm.OMNIGLOT))
        .hasMessageStartingWith("Cannot read chardata.mat: it is damaged: ");
  }

  @Test
  void anyBytesAreReadOrRefused() throws IOException {
    omniglot(1).write(folder.resolve("chardata.mat"));
    List<byte[]> good = List.of(Files.readAllBytes(folder.resolve("chardata.mat")));
    int refused =
        new Fuzzer(3, 4L << 30)
            .run(
                40,
                good,
                input -> {
                  put(input);
                  read(MatlabForm.OMNIGLOT);
                });
    assertThat(refused).isPositive();
  }

  private void put(byte[] content) throws IOException {
    Files.write(folder.resolve("chardata.mat"), content);
  }

  private void refused(String end) {
    assertThatThrownBy(() -> read(MatlabForm.OMNIGLOT))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
        .hasMessageStartingWith("Cannot read ")
        .hasMessageEndingWith(end);
  }

  @Test
  void refusesOtherVariables() throws IOException {
    with(784, 2, 50, 2, i -> 2);
    refused("chardata.mat: data has the number 2.0, expected 0 to 1");
    with(784, 2, 50, 2, i -> Double.NaN);
    refused("chardata.mat: data has the number NaN, expected 0 to 1");
    with(2, 784, 50, 2, i -> 0);
    refused("chardata.mat: data is 2 x 784, expected 784 x N");
    with(784, 2, 50, 3, i -> 0);
    refused("chardata.mat: target is 50 x 3, expected 50 x 2");
    with(784, 0, 50, 0, i -> 0);
    refused("chardata.mat: data is 784 x 0, expected 784 x N");
    new MatlabFixture()
        .with("data", MatlabType.Double, i -> 0, 784, 2)
        .write(folder.resolve("chardata.mat"));
    refused("chardata.mat: it has no variable target");
    new MatlabFixture().withTexts("data", "a").write(folder.resolve("chardata.mat"));
    refused("chardata.mat: data is of type Cell, expected numbers");
    svhn("train_32x32.mat", 32, 32, 3, 11);
    assertThatThrownBy(() -> read(MatlabForm.SVHN))
        .hasMessage("Cannot read train_32x32.mat: y has the label 0.0, expected 1 to 10");
  }

  private void with(
      int rows, int columns, int labelRows, int labelColumns, IntToDoubleFunction data)
      throws IOException {
    new MatlabFixture()
        .with("data", MatlabType.Double, data, rows, columns)
        .with("target", MatlabType.Double, i -> 1, labelRows, labelColumns)
        .write(folder.resolve("chardata.mat"));
  }
}
