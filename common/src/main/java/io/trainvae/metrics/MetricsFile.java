package io.trainvae.metrics;

import static org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit.MICROS;
import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timestampType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.DOUBLE;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT32;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;

import io.trainvae.error.JobException;
import io.trainvae.storage.Storage;
import io.trainvae.storage.StorageErrors;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Types;

/**
 * {@code <run>/metrics}: Parquet with the columns {@code run_id STRING, epoch INT, round INT, split
 * STRING, metric STRING, value DOUBLE, time TIMESTAMP}. Written without Spark, for a Spark job for
 * every epoch would cost more than the rows.
 *
 * <p>File names depend on the content, so rows that are written twice exist once.
 */
public final class MetricsFile {
  private static final MessageType SCHEMA =
      Types.buildMessage()
          .required(BINARY)
          .as(stringType())
          .named("run_id")
          .required(INT32)
          .named("epoch")
          .required(INT32)
          .named("round")
          .required(BINARY)
          .as(stringType())
          .named("split")
          .required(BINARY)
          .as(stringType())
          .named("metric")
          .required(DOUBLE)
          .named("value")
          .required(INT64)
          .as(timestampType(true, MICROS))
          .named("time")
          .named("metrics");

  private static final String TEST_FILE = "test.parquet";
  private static final String OUTCOME_FILE = "outcome.parquet";
  private static final Set<String> OF_THE_WHOLE = Set.of(TEST_FILE, OUTCOME_FILE);
  private static final Pattern EPOCH_FILE = Pattern.compile("epoch-(\\d{4,9})\\.parquet");

  private final Storage storage;
  private final Path folder;

  /**
   * @param folder {@link io.trainvae.run.RunLayout#metrics}
   */
  public MetricsFile(Storage storage, Path folder) {
    this.storage = storage;
    this.folder = folder;
  }

  /** The rows of one epoch of training, as {@code epoch-0003.parquet}. */
  public void writeEpoch(int epoch, List<MetricRow> rows) {
    write("epoch-%04d.parquet".formatted(epoch), rows);
  }

  /**
   * Writes the rows of an evaluation to {@code test.parquet}. If the figures equal those of the
   * former evaluation, the file is not changed and keeps the time at which they were first
   * computed: repeated work leaves the same bytes.
   */
  public void writeTest(List<MetricRow> rows) {
    if (!isWritten(rows)) {
      write(TEST_FILE, rows);
    }
  }

  private boolean isWritten(List<MetricRow> rows) {
    Path file = new Path(folder, TEST_FILE);
    if (!storage.exists(file)) {
      return false;
    }
    List<MetricRow> earlier = new ArrayList<>();
    try {
      readInto(earlier, file);
    } catch (JobException e) {
      return false; // a damaged file is replaced
    }
    return untimed(earlier).equals(untimed(rows));
  }

  private static List<MetricRow> untimed(List<MetricRow> rows) {
    return rows.stream().map(row -> row.at(Instant.EPOCH)).toList();
  }

  /** Writes how the training ended to {@code outcome.parquet}. */
  public void writeOutcome(MetricRow row) {
    write(OUTCOME_FILE, List.of(row));
  }

  /** Takes away the rows of later epochs, of their outcome, and of an evaluation after them. */
  public void truncate(int epochs) {
    for (Path file : storage.list(folder)) {
      Matcher epoch = EPOCH_FILE.matcher(file.getName());
      boolean later = epoch.matches() && Integer.parseInt(epoch.group(1)) > epochs;
      if (later || OF_THE_WHOLE.contains(file.getName())) {
        storage.delete(file);
      }
    }
  }

  /**
   * All rows, by the names of their files: the epochs of training in order, their outcome, then the
   * evaluation.
   */
  public List<MetricRow> read() {
    List<MetricRow> rows = new ArrayList<>();
    for (Path file : storage.list(folder)) {
      if (file.getName().endsWith(".parquet")) {
        readInto(rows, file);
      }
    }
    return rows;
  }

  private void write(String name, List<MetricRow> rows) {
    Path file = new Path(folder, name);
    MemoryOutputFile memory = new MemoryOutputFile();
    SimpleGroupFactory groups = new SimpleGroupFactory(SCHEMA);
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(memory)
            .withType(SCHEMA)
            .withConf(storage.configuration())
            .build()) {
      for (MetricRow row : rows) {
        writer.write(toGroup(groups.newGroup(), row));
      }
    } catch (IOException e) {
      throw StorageErrors.of("write", file, e);
    }
    // A checkpoint that counts an epoch as done is durable, so its figures must be.
    storage.writeDurably(file, memory.bytes());
  }

  private void readInto(List<MetricRow> rows, Path file) {
    try (ParquetReader<Group> reader =
        ParquetReader.builder(new GroupReadSupport(), file)
            .withConf(storage.configuration())
            .build()) {
      for (Group group = reader.read(); group != null; group = reader.read()) {
        rows.add(toRow(group));
      }
    } catch (IOException e) {
      throw StorageErrors.of("read", file, e);
    } catch (RuntimeException e) {
      throw JobException.data("Cannot read %s as metrics: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static Group toGroup(Group group, MetricRow row) {
    return group
        .append("run_id", row.runId())
        .append("epoch", row.epoch())
        .append("round", row.round())
        .append("split", row.split())
        .append("metric", row.metric())
        .append("value", row.value())
        .append("time", ChronoUnit.MICROS.between(Instant.EPOCH, row.time()));
  }

  private static MetricRow toRow(Group group) {
    return new MetricRow(
        group.getString("run_id", 0),
        group.getInteger("epoch", 0),
        group.getInteger("round", 0),
        group.getString("split", 0),
        group.getString("metric", 0),
        group.getDouble("value", 0),
        Instant.EPOCH.plus(group.getLong("time", 0), ChronoUnit.MICROS));
  }
}
