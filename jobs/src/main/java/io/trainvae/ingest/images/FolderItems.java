package io.trainvae.ingest.images;

import io.trainvae.data.Split;
import io.trainvae.error.JobException;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Items of a folder's files: their splits by folder or by hash, their labels as asked for. */
final class FolderItems {
  private static final String NONE = "none";
  private static final String BY_FOLDER = "folder";

  private FolderItems() {}

  static JavaRDD<ImageItem> of(
      SparkSession spark, Path source, ImageSettings settings, Configuration conf) {
    ImageFolder folder =
        ImageFolder.open(JavaSparkContext.fromSparkContext(spark.sparkContext()), source, conf);
    JavaRDD<String> names = folder.names();
    FolderNames folders =
        FolderNames.of(new TreeSet<>(names.map(FolderNames::first).distinct().collect()));
    boolean byFolder = settings.labels().equals(BY_FOLDER);
    String prefix = folder.prefix();
    JavaRDD<ImageItem> items =
        names.map(
            name ->
                ImageItem.ofFile(
                    split(name, folders, settings),
                    name,
                    byFolder ? folders.label(name) : null,
                    prefix + name));
    if (byFolder || settings.labels().equals(NONE)) {
      return items;
    }
    return LabelTable.read(spark, settings.labels(), conf).label(items);
  }

  /**
   * The split of an image. Without a folder that names it, it is drawn; of given splits, only
   * validation images are drawn.
   */
  private static Split split(String name, FolderNames folders, ImageSettings settings) {
    Optional<Split> given = folders.split(name);
    if (given.isEmpty()) {
      return KeyHash.split(name, settings.testFraction(), settings.validationFraction());
    }
    return given.get() == Split.TRAIN
        ? KeyHash.split(name, 0, settings.validationFraction())
        : given.get();
  }

  static JobException empty(String source) {
    return JobException.data(
        "Cannot read images from "
            + source
            + ": no file there ends with .png, .jpg, .jpeg, .gif or .bmp");
  }
}
