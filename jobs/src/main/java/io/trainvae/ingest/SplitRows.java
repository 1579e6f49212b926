package io.trainvae.ingest;

import io.trainvae.error.JobException;
import io.trainvae.ingest.layout.IndexType;
import io.trainvae.ingest.layout.ParquetLayout;
import io.trainvae.storage.StorageErrors;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.RecordReader;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.hadoop.mapreduce.lib.input.FileSplit;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.filter2.compat.FilterCompat;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetInputFormat;
import org.apache.parquet.hadoop.ParquetRecordReader;
import org.apache.parquet.hadoop.api.InitContext;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * The rows of a split, read by Parquet's own reader. Spark SQL would plan and compile a query
 * first, which takes seconds at the start of a job. A partition is a file, or a block of a large
 * one, for any number of cores.
 */
public final class SplitRows {
  /** Hadoop setting that holds the names of the files to read. */
  private static final String NAMES = "train-vae.split.files";

  /** Hadoop setting that holds the names of the columns to read. */
  private static final String COLUMNS = "train-vae.split.columns";

  private SplitRows() {}

  /**
   * Some columns: {@code index} as a long, other numbers as an int, long or double, bytes, and
   * arrays of floats; null where a column is.
   *
   * @param columns names, with {@code index} as the first
   * @param wanted which rows; all where it is absent
   */
  public static JavaRDD<Row> of(
      JavaSparkContext context,
      SplitFiles files,
      List<String> columns,
      Optional<IndexFilter> wanted)
      throws IOException {
    Job job = Job.getInstance(context.hadoopConfiguration());
    FileInputFormat.setInputPaths(job, files.folder());
    Configuration conf = job.getConfiguration();
    if (!files.names().isEmpty()) {
      conf.setStrings(NAMES, files.names().toArray(String[]::new));
    }
    conf.setStrings(COLUMNS, columns.toArray(String[]::new));
    wanted.ifPresent(rows -> rows.write(conf));
    int count = columns.size();
    return context
        .newAPIHadoopRDD(conf, Format.class, Void.class, Group.class)
        .map(read -> row(read._2(), count));
  }

  /** The first column is the index. */
  private static Row row(Group group, int columns) {
    Object[] values = new Object[columns];
    for (int i = 0; i < columns; i++) {
      values[i] = group.getFieldRepetitionCount(i) == 0 ? null : value(group, i);
    }
    if (values[0] instanceof Integer index) {
      values[0] = index.longValue();
    }
    return RowFactory.create(values);
  }

  private static Object value(Group group, int column) {
    Type type = group.getType().getType(column);
    if (!type.isPrimitive()) {
      return floats(group.getGroup(column, 0));
    }
    return switch (type.asPrimitiveType().getPrimitiveTypeName()) {
      case INT32 -> group.getInteger(column, 0);
      case INT64 -> group.getLong(column, 0);
      case DOUBLE -> group.getDouble(column, 0);
      default -> group.getBinary(column, 0).getBytes();
    };
  }

  private static float[] floats(Group list) {
    float[] values = new float[list.getFieldRepetitionCount(0)];
    for (int i = 0; i < values.length; i++) {
      values[i] = list.getGroup(0, i).getFloat(0, 0);
    }
    return values;
  }

  private static IndexType type(GroupType columns) {
    PrimitiveType index = columns.getType(ParquetLayout.INDEX).asPrimitiveType();
    return index.getPrimitiveTypeName() == PrimitiveTypeName.INT64
        ? IndexType.BIGINT
        : IndexType.INT;
  }

  /** Reads the columns that are asked for and no others. Public for Hadoop, which makes one. */
  public static final class Format extends ParquetInputFormat<Group> {
    public Format() {
      super(Columns.class);
    }

    @Override
    protected List<FileStatus> listStatus(JobContext job) throws IOException {
      Configuration conf = job.getConfiguration();
      List<String> names = List.copyOf(conf.getTrimmedStringCollection(NAMES));
      return new SplitFiles(getInputPaths(job)[0], names).list(conf);
    }

    @Override
    public RecordReader<Void, Group> createRecordReader(InputSplit part, TaskAttemptContext task)
        throws IOException {
      Path file = ((FileSplit) part).getPath();
      Configuration conf = task.getConfiguration();
      Optional<IndexFilter> wanted = IndexFilter.read(conf);
      return wanted.isEmpty()
          ? new Reader(file, FilterCompat.NOOP)
          : new Reader(file, FilterCompat.get(wanted.get().predicate(typeOf(file, conf))));
    }

    private static IndexType typeOf(Path file, Configuration conf) throws IOException {
      try (ParquetFileReader reader =
          ParquetFileReader.open(HadoopInputFile.fromPath(file, conf))) {
        return type(reader.getFooter().getFileMetaData().getSchema());
      }
    }
  }

  /** Says which file it is that cannot be read. */
  private static final class Reader extends ParquetRecordReader<Group> {
    private final Path file;

    Reader(Path file, FilterCompat.Filter filter) {
      super(new Columns(), filter);
      this.file = file;
    }

    @Override
    public void initialize(InputSplit part, TaskAttemptContext task)
        throws IOException, InterruptedException {
      try {
        super.initialize(part, task);
      } catch (IOException | RuntimeException e) {
        throw unreadable(e);
      }
    }

    @Override
    public boolean nextKeyValue() throws IOException, InterruptedException {
      try {
        return super.nextKeyValue();
      } catch (IOException | RuntimeException e) {
        throw unreadable(e);
      }
    }

    private JobException unreadable(Exception e) {
      if (e instanceof FileNotFoundException absent) {
        return StorageErrors.of("read", file, absent);
      }
      return StorageErrors.among(e)
          .orElseGet(
              () ->
                  JobException.data(
                      "Cannot read %s: it is damaged (%s)"
                          .formatted(file, SparkFailures.rootLine(e)),
                      e));
    }
  }

  /** Public for Parquet, which makes one. */
  public static final class Columns extends GroupReadSupport {
    @Override
    public ReadContext init(InitContext context) {
      MessageType file = context.getFileSchema();
      String[] columns = context.getConfiguration().getStrings(COLUMNS);
      return new ReadContext(
          new MessageType(
              file.getName(), Stream.of(columns).map(file::getType).toArray(Type[]::new)));
    }
  }
}
