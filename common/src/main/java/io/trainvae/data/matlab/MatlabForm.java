package io.trainvae.data.matlab;

import io.trainvae.data.Split;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The data sets, and how their files have the images. */
public enum MatlabForm {
  /**
   * Lake et al. 2015, as Burda et al. 2016 made it: {@code chardata.mat} with doubles from 0 to 1.
   * The class is the alphabet.
   */
  OMNIGLOT(
      "omniglot",
      28,
      1,
      50,
      List.of(
          new Part(Split.TRAIN, "chardata.mat", "data", "target"),
          new Part(Split.TEST, "chardata.mat", "testdata", "testtarget"))),

  /** Marlin et al. 2010, whose silhouettes are black; here they are white, as in later papers. */
  CALTECH_SILHOUETTES(
      "caltech-silhouettes",
      28,
      1,
      101,
      List.of(
          silhouettes(Split.TRAIN, "train"),
          silhouettes(Split.VALIDATION, "val"),
          silhouettes(Split.TEST, "test"))),

  /** Netzer et al. 2011, cropped digits; in the files a 0 has the class 10. */
  SVHN(
      "svhn",
      32,
      3,
      10,
      List.of(
          new Part(Split.TRAIN, "train_32x32.mat", "X", "y"),
          new Part(Split.TEST, "test_32x32.mat", "X", "y")));

  /** The variable with the names of the classes, where there is one. */
  static final String CLASS_NAMES = "classnames";

  private final String id;
  private final int side;
  private final int channels;
  private final int classes;
  private final List<Part> parts;

  MatlabForm(String id, int side, int channels, int classes, List<Part> parts) {
    this.id = id;
    this.side = side;
    this.channels = channels;
    this.classes = classes;
    this.parts = parts;
  }

  /**
   * A split.
   *
   * @param images variable
   * @param labels variable
   */
  record Part(Split split, String file, String images, String labels) {}

  private static Part silhouettes(Split split, String start) {
    return new Part(
        split, "caltech101_silhouettes_28_split1.mat", start + "_data", start + "_labels");
  }

  /** The data set of a name. */
  public static Optional<MatlabForm> named(String id) {
    return Arrays.stream(values()).filter(form -> form.id.equals(id)).findFirst();
  }

  /** Its name in {@code --source}. */
  public String id() {
    return id;
  }

  /** Height and width in pixels. */
  public int side() {
    return side;
  }

  public int channels() {
    return channels;
  }

  public int classes() {
    return classes;
  }

  List<Part> parts() {
    return parts;
  }

  /** Numbers of an image. */
  int size() {
    return side * side * channels;
  }

  /** The shape of an array of images, with -1 for their number. */
  int[] shape() {
    return switch (this) {
      case OMNIGLOT -> new int[] {size(), -1};
      case CALTECH_SILHOUETTES -> new int[] {-1, size()};
      case SVHN -> new int[] {side, side, channels, -1};
    };
  }

  /** Whether the column of an image has a 1 in the row of its class, and 0 elsewhere. */
  boolean hasOneHotLabels() {
    return this == OMNIGLOT;
  }

  /** The shape of an array of labels. */
  int[] labelShape(int images) {
    return hasOneHotLabels() ? new int[] {classes, images} : new int[] {images, 1};
  }

  /** The largest number of an image. */
  int highest() {
    return this == SVHN ? 255 : 1;
  }

  /**
   * The level of a pixel, 0 to 255.
   *
   * @param number from 0 to {@link #highest}
   */
  byte level(double number) {
    return switch (this) {
      case OMNIGLOT -> (byte) Math.round(number * 255);
      case CALTECH_SILHOUETTES -> (byte) Math.round((1 - number) * 255);
      case SVHN -> (byte) (int) number;
    };
  }

  /** The class from 0 of a label in the file; empty if there is no such label. */
  OptionalInt label(double number) {
    int label = (int) number;
    return number == label && label >= 1 && label <= classes
        ? OptionalInt.of(this == SVHN ? label % classes : label - 1)
        : OptionalInt.empty();
  }
}
