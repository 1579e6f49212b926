package io.trainvae.ingest.images;

import io.trainvae.error.JobException;
import io.trainvae.storage.Storage;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/**
 * Labels of files by name: the first column of a CSV file with a header, or of a Parquet file, has
 * names, the second labels. A name is a path below the source, or where no name has a slash, the
 * file's own; its ending may be left out.
 */
final class LabelTable {
  private final JavaPairRDD<String, String> labels;
  private final boolean hasPaths;

  private LabelTable(JavaPairRDD<String, String> labels, boolean hasPaths) {
    this.labels = labels;
    this.hasPaths = hasPaths;
  }

  static LabelTable read(SparkSession spark, String place, Configuration conf) {
    Storage storage = new Storage(conf);
    Path file = storage.path(place);
    storage.preflightRead(file);
    boolean csv = file.getName().toLowerCase(Locale.ROOT).endsWith(".csv");
    Dataset<Row> table =
        csv
            ? spark.read().option("header", true).csv(file.toString())
            : spark.read().parquet(file.toString());
    if (table.columns().length < 2) {
      throw JobException.data(
          "Cannot read labels from %s: it has %s, expected two columns, names and labels"
              .formatted(file, ImageTable.columns(table)));
    }
    JavaPairRDD<String, String> named =
        table
            .javaRDD()
            .filter(row -> !row.isNullAt(0) && !row.isNullAt(1))
            .mapToPair(row -> new Tuple2<>(row.get(0).toString(), row.get(1).toString()));
    boolean paths = !named.keys().filter(name -> name.contains("/")).isEmpty();
    JavaPairRDD<String, String> labels =
        named.mapToPair(pair -> new Tuple2<>(ImageFolder.withoutEnding(pair._1()), pair._2()));
    refuseContradictions(labels, file);
    return new LabelTable(labels.reduceByKey((first, second) -> first), paths);
  }

  private static void refuseContradictions(JavaPairRDD<String, String> labels, Path file) {
    List<Tuple2<String, Iterable<String>>> twice =
        labels
            .distinct()
            .groupByKey()
            .filter(
                pair -> {
                  var each = pair._2().iterator();
                  each.next();
                  return each.hasNext();
                })
            .take(1);
    if (!twice.isEmpty()) {
      throw JobException.data(
          "Cannot read labels from %s: %s has several, %s"
              .formatted(file, twice.get(0)._1(), String.join(", ", twice.get(0)._2())));
    }
  }

  /** Items with the labels of their names; null for items that the table does not contain. */
  JavaRDD<ImageItem> label(JavaRDD<ImageItem> items) {
    boolean paths = hasPaths;
    return items
        .mapToPair(item -> new Tuple2<>(name(item.key(), paths), item))
        .leftOuterJoin(labels)
        .values()
        .map(pair -> pair._1().withLabel(pair._2().orElse(null)));
  }

  private static String name(String key, boolean path) {
    String name = path ? key : key.substring(key.lastIndexOf('/') + 1);
    return ImageFolder.withoutEnding(name);
  }
}
