package io.trainvae.rows;

import java.io.IOException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.OutputCommitter;
import org.apache.hadoop.mapreduce.RecordWriter;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.lib.output.PathOutputCommitter;
import org.apache.hadoop.mapreduce.lib.output.PathOutputCommitterFactory;
import org.apache.parquet.hadoop.ParquetOutputFormat;
import org.apache.spark.sql.Row;

/**
 * Writes a file for each partition that has rows, next to those that are there. An attempt of a
 * task writes where the committer of the storage says, and its file becomes visible when Spark
 * commits that attempt. Public for Hadoop, which makes one.
 */
public final class RowOutputFormat extends ParquetOutputFormat<Row> {
  /** The key under which Spark SQL names a job too, and which S3A's committers read. */
  static final String JOB = "spark.sql.sources.writeJobUUID";

  private OutputCommitter committer;

  public RowOutputFormat() {
    super(new RowWriteSupport());
  }

  /** Accepts folders with files. */
  @Override
  public void checkOutputSpecs(JobContext job) {}

  @Override
  public OutputCommitter getOutputCommitter(TaskAttemptContext task) throws IOException {
    if (committer == null) {
      committer = PathOutputCommitterFactory.createCommitter(getOutputPath(task), task);
    }
    return committer;
  }

  /** The name that Spark SQL gives a file. */
  @Override
  public Path getDefaultWorkFile(TaskAttemptContext task, String extension) throws IOException {
    int partition = task.getTaskAttemptID().getTaskID().getId();
    String job = task.getConfiguration().get(JOB);
    PathOutputCommitter place = (PathOutputCommitter) getOutputCommitter(task);
    return new Path(
        place.getWorkPath(), "part-%05d-%s-c000%s".formatted(partition, job, extension));
  }

  @Override
  public RecordWriter<Void, Row> getRecordWriter(TaskAttemptContext task) {
    return new Writer(task);
  }

  private RecordWriter<Void, Row> open(TaskAttemptContext task)
      throws IOException, InterruptedException {
    return super.getRecordWriter(task);
  }

  /** Opens the file at the first row. */
  private final class Writer extends RecordWriter<Void, Row> {
    private final TaskAttemptContext task;
    private RecordWriter<Void, Row> file;

    Writer(TaskAttemptContext task) {
      this.task = task;
    }

    @Override
    public void write(Void key, Row row) throws IOException, InterruptedException {
      if (file == null) {
        file = open(task);
      }
      file.write(key, row);
    }

    @Override
    public void close(TaskAttemptContext context) throws IOException, InterruptedException {
      if (file != null) {
        file.close(context);
      }
    }
  }
}
