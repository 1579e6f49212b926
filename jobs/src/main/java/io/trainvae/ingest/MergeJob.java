package io.trainvae.ingest;

import io.trainvae.data.DatasetInfo;
import io.trainvae.data.DatasetJson;
import io.trainvae.data.Progress;
import io.trainvae.data.Split;
import io.trainvae.error.JobException;
import io.trainvae.ingest.images.BadImages;
import io.trainvae.ingest.layout.FilePartitioner;
import io.trainvae.ingest.layout.IndexType;
import io.trainvae.ingest.layout.ParquetLayout;
import io.trainvae.output.OutputFolder;
import io.trainvae.storage.Storage;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/**
 * Rewrites the files of a data set, many after {@code --append}, as the few that one ingest of all
 * its rows would write. Rows, indices and the description with its parts stay, so that runs on the
 * data set can be resumed. Readers see the former files until all new ones are there.
 */
public final class MergeJob {
  private final SparkSession spark;
  private final Path root;
  private final Progress progress;
  private final Storage storage;

  public MergeJob(SparkSession spark, Path root, Progress progress) {
    this.spark = spark;
    this.root = root;
    this.progress = progress;
    this.storage = new Storage(spark.sparkContext().hadoopConfiguration());
  }

  /**
   * The result.
   *
   * @param info the description, which did not change
   * @param before files of all splits
   * @param after files of all splits; {@code before} if there was nothing to merge
   */
  public record Merged(DatasetInfo info, int before, int after) {}

  /**
   * Merges the files; if there are no more than of one ingest, says so and changes nothing.
   *
   * @throws JobException exit code 2 for a place that cannot be written to, 3 for an unusable data
   *     set, 4 if another process writes there or the storage fails
   */
  public Merged execute() {
    GrownDataset there = GrownDataset.open(storage, root);
    if (count(there) <= few(there.info())) {
      return nothing(there);
    }
    try (OutputFolder folder =
        OutputFolder.claim(storage, root, new DatasetOutput(), progress::notice)) {
      GrownDataset held = GrownDataset.open(storage, root);
      return count(held) <= few(held.info()) ? nothing(held) : merge(held, folder);
    }
  }

  private Merged nothing(GrownDataset there) {
    int files = count(there);
    progress.notice(
        "Nothing to merge: %s has %d %s, as after one ingest"
            .formatted(root, files, files == 1 ? "file" : "files"));
    return new Merged(there.info(), files, files);
  }

  private Merged merge(GrownDataset there, OutputFolder folder) {
    if (!storage.renamesAtOnce(root)) {
      there.listFiles();
    }
    DatasetInfo info = there.info();
    try {
      ParquetDataset dataset = ParquetDataset.open(spark, root);
      for (Split split : Split.values()) {
        if (info.images(split) > 0) {
          write(dataset, split, there.files().get(split).size(), folder);
        }
      }
    } catch (Exception e) { // Spark throws checked ones without saying so.
      throw SparkFailures.translate("Cannot merge the files of " + root, e);
    }
    WrittenRows.checked(folder, root, info.total(), storage.configuration());
    Path bad = new Path(root, BadImages.FILE);
    folder.extra(
        BadImages.FILE, storage.exists(bad) ? Optional.of(storage.read(bad)) : Optional.empty());
    folder.publish(files -> DatasetJson.bytes(info, files));
    return new Merged(info, count(there), few(info));
  }

  private void write(ParquetDataset dataset, Split split, int before, OutputFolder folder) {
    DatasetInfo info = dataset.info();
    List<ParquetLayout.Range> ranges = ParquetLayout.files(info, split);
    long[] starts = ranges.stream().mapToLong(ParquetLayout.Range::from).toArray();
    JavaPairRDD<Long, MergedRow> rows =
        dataset
            .images(split)
            .mapToPair(
                row -> {
                  MergedRow merged = MergedRow.of(row, info);
                  return new Tuple2<>(row.getLong(ParquetDataset.INDEX), merged);
                });
    new SplitWriter(spark, root, IndexType.of(info), info.hasFeatures(), progress)
        .write(
            split,
            info.images(split),
            rows.repartitionAndSortWithinPartitions(new FilePartitioner(starts))
                .mapPartitionsWithIndex(
                    (file, sorted) -> new MergedRows(sorted, ranges.get(file), split), false),
            "merge %d %s files into %d".formatted(before, split.id(), ranges.size()),
            folder.target(split));
  }

  private static int count(GrownDataset dataset) {
    return dataset.files().values().stream().mapToInt(List::size).sum();
  }

  private static int few(DatasetInfo info) {
    return Stream.of(Split.values())
        .mapToInt(split -> ParquetLayout.files(info, split).size())
        .sum();
  }
}
