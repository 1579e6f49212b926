package io.trainvae.rows;

import io.trainvae.storage.StorageErrors;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;
import org.apache.parquet.hadoop.ParquetOutputFormat;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/**
 * Writes rows to Parquet files, as Spark's {@code DataFrameWriter} does.
 *
 * <p>Tasks write temporary files and rename them. On S3 a rename is a copy, so S3A's magic
 * committer is used there: tasks upload to the final place, and nothing is visible until the job
 * completes all uploads. A committer that the user chose is kept.
 */
public final class RowWriter {
  private static final String S3A_COMMITTER = "fs.s3a.committer.name";

  private RowWriter() {}

  /**
   * Adds a file to a folder for each partition that has rows, compressed by Snappy.
   *
   * @param rows with a value of the column's type for each column
   * @param options settings of Parquet's writer
   * @throws io.trainvae.error.JobException storage, if there is no such storage; else as the Spark
   *     job
   */
  public static void write(
      JavaRDD<Row> rows, RowSchema schema, Map<String, String> options, Path folder) {
    Configuration conf = output(rows.context().hadoopConfiguration(), folder);
    conf.set(RowOutputFormat.JOB, UUID.randomUUID().toString());
    schema.write(conf);
    options.forEach(conf::set);
    if ("s3a".equals(folder.toUri().getScheme()) && !isChosen(S3A_COMMITTER, conf)) {
      conf.set(S3A_COMMITTER, "magic");
    }
    rows.mapToPair(row -> new Tuple2<Void, Row>(null, row)).saveAsNewAPIHadoopDataset(conf);
  }

  private static Configuration output(Configuration defaults, Path folder) {
    try {
      Job job = Job.getInstance(defaults);
      job.setOutputFormatClass(RowOutputFormat.class);
      FileOutputFormat.setOutputPath(job, folder);
      ParquetOutputFormat.setCompression(job, CompressionCodecName.SNAPPY);
      return job.getConfiguration();
    } catch (IOException e) {
      throw StorageErrors.of("write", folder, e);
    }
  }

  /** Whether a setting has another source than the defaults of Hadoop. */
  private static boolean isChosen(String key, Configuration conf) {
    String[] sources = conf.getPropertySources(key);
    return sources != null && !sources[sources.length - 1].endsWith("-default.xml");
  }
}
