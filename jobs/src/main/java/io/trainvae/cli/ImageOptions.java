package io.trainvae.cli;

import io.trainvae.error.JobException;
import io.trainvae.ingest.images.ImageSettings;
import io.trainvae.ingest.images.ImageSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** Options of sources whose images are to be decoded: files, and tables with images in a column. */
final class ImageOptions {
  @Option(
      names = "--fit",
      paramLabel = "FIT",
      description =
          "How images of another shape come to --size: crop (the middle), pad (with white) or"
              + " stretch. Default: crop.")
  private String fit;

  @Option(
      names = "--channels",
      paramLabel = "1|3",
      description = "Grey or colour. Default: 3 if any image has a pixel that is not grey, else 1.")
  private String channels;

  @Option(
      names = "--on-bad-image",
      paramLabel = "fail|skip",
      description =
          "What to do with images or rows that cannot be used. Skipped ones are named, with the reason, in"
              + " bad-images.csv of the data set. Default: fail.")
  private String onBadImage;

  @Option(
      names = "--labels",
      paramLabel = "LABELS",
      description =
          "For files: folder (the name of the first folder), none, or the URI of a CSV file with a"
              + " header, or a Parquet file, whose first two columns are names and labels."
              + " Default: folder.")
  private String labels;

  @Option(
      names = "--image-column",
      paramLabel = "NAME",
      description =
          "For a table: bytes of image files or pixels, Base64 text, Hugging Face's struct or"
              + " Spark's image. Default: image.")
  private String imageColumn;

  @Option(
      names = "--features-column",
      paramLabel = "NAME[,NAME...]",
      description =
          "Of a table, in place of images: a column of arrays of numbers or of Spark ML's vectors, or"
              + " several columns of numbers, as in age,height,weight.")
  private String featuresColumn;

  @Option(
      names = "--label-column",
      paramLabel = "NAME",
      description = "For a table: whole numbers from 0, or names. Default: label, if there is one.")
  private String labelColumn;

  @Option(
      names = "--key-column",
      paramLabel = "NAME",
      description =
          "For a table: decides which split a row goes into, together with all rows of the same key."
              + " Default: the image's bytes.")
  private String keyColumn;

  @Option(
      names = "--where",
      paramLabel = "SQL",
      description = "For a table: the rows to take, as in \"label < 10 and source = 'web'\".")
  private String where;

  @Option(
      names = "--test-fraction",
      paramLabel = "F",
      description =
          "Images to test on, by a hash of their path or key, where no folders train and test say"
              + " which. Default: 0.1.")
  private String testFraction;

  @Option(
      names = "--validation-fraction",
      paramLabel = "F",
      description =
          "Images to take from those to train on for a validation split, which early stopping and"
              + " plateaus then go by. Default: 0.")
  private String validationFraction;

  boolean isChosen() {
    return !given().isEmpty();
  }

  /**
   * @throws JobException usage, for values that are not possible, or another kind of source
   */
  ImageSettings settings(String source) {
    Map<String, String> given = given();
    if (!given.isEmpty() && ImageSource.of(source).isEmpty()) {
      throw JobException.usage(
          "Cannot use --%s with --source %s: expected a source of %s"
              .formatted(given.keySet().iterator().next(), source, ImageSource.kinds()));
    }
    refuseForFeatures(source, given);
    requireOneOf("fit", fit, List.of("crop", "pad", "stretch"));
    requireOneOf("channels", channels, List.of("1", "3"));
    requireOneOf("on-bad-image", onBadImage, List.of("fail", "skip"));
    double test = fraction("test-fraction", testFraction);
    double validation = fraction("validation-fraction", validationFraction);
    if (test + validation >= 1) {
      throw JobException.usage(
          "Cannot use --test-fraction %s together with --validation-fraction %s: nothing is left to train on"
              .formatted(test, validation));
    }
    return new ImageSettings(given);
  }

  private static void refuseForFeatures(String source, Map<String, String> given) {
    String columns = given.get("features-column");
    if (columns == null) {
      return;
    }
    for (String option : List.of("image-column", "fit", "channels", "labels")) {
      if (given.containsKey(option)) {
        throw JobException.usage(
            "Cannot use --%s together with --features-column: it is for images".formatted(option));
      }
    }
    if (source.startsWith("images:")) {
      throw JobException.usage(
          "Cannot use --features-column with --source %s: expected a table".formatted(source));
    }
    List<String> names = Arrays.stream(columns.split(",", -1)).map(String::strip).toList();
    if (names.contains("") || Set.copyOf(names).size() < names.size()) {
      throw JobException.usage(
          "Cannot use --features-column %s: expected names of columns, each once"
              .formatted(columns));
    }
  }

  private Map<String, String> given() {
    Map<String, String> given = new TreeMap<>();
    put(given, "fit", fit);
    put(given, "channels", channels);
    put(given, "on-bad-image", onBadImage);
    put(given, "labels", labels);
    put(given, "image-column", imageColumn);
    put(given, "features-column", featuresColumn);
    put(given, "label-column", labelColumn);
    put(given, "key-column", keyColumn);
    put(given, "where", where);
    put(given, "test-fraction", testFraction);
    put(given, "validation-fraction", validationFraction);
    return given;
  }

  private static void put(Map<String, String> given, String option, String value) {
    if (value != null) {
      given.put(option, value);
    }
  }

  private static void requireOneOf(String option, String value, List<String> expected) {
    if (value != null && !expected.contains(value)) {
      throw JobException.usage(
          "Cannot use --%s %s: expected %s"
              .formatted(option, value, String.join(" or ", expected)));
    }
  }

  private static double fraction(String option, String value) {
    if (value == null) {
      return 0;
    }
    try {
      double fraction = Double.parseDouble(value);
      if (fraction >= 0 && fraction < 1) {
        return fraction;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw JobException.usage(
        "Cannot use --%s %s: expected a number from 0 to below 1".formatted(option, value));
  }
}
