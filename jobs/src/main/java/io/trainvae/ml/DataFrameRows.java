package io.trainvae.ml;

import io.trainvae.data.DatasetInfo;
import io.trainvae.ingest.ParquetDataset;
import io.trainvae.model.Shape;
import io.trainvae.model.VaeSpec;
import io.trainvae.network.PixelFormat;
import io.trainvae.network.Standardisation;
import io.trainvae.session.JobDescription;
import io.trainvae.train.TrainingData;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * The rows of a DataFrame as training data. They are read twice: once to count and, for feature
 * vectors, to standardise them, and once to distribute them to the workers. Row i of the DataFrame
 * is image i, in the order of the key column if there is one, otherwise in the order of the
 * partitions.
 */
final class DataFrameRows implements TrainingData {
  private static final Logger LOG = LoggerFactory.getLogger(DataFrameRows.class);
  private static final String NAME = "DataFrame";

  private final JavaRDD<Row> rows;
  private final RowRecords records;
  private final HandleInvalid invalid;
  private final FeatureSurvey survey;
  private final long[] firstRows;

  private DataFrameRows(
      JavaRDD<Row> rows,
      RowRecords records,
      HandleInvalid invalid,
      FeatureSurvey survey,
      long[] firstRows) {
    this.rows = rows;
    this.records = records;
    this.invalid = invalid;
    this.survey = survey;
    this.firstRows = firstRows;
  }

  /** Looks at all rows. */
  static DataFrameRows of(Dataset<?> dataset, VariationalAutoencoderParams params, VaeSpec spec) {
    Dataset<Row> used = used(dataset, params);
    RowColumns columns = RowColumns.of(used.schema(), params);
    Shape image = InputSize.of(used, columns, params.getImageSize());
    RowRecords raw = new RowRecords(columns, spec, image, Standardisation.NONE);
    JavaRDD<Row> rows = used.javaRDD();
    HandleInvalid invalid = HandleInvalid.of(params.getHandleInvalid());
    try (JobDescription described =
        JobDescription.of(dataset.sparkSession(), "look at the rows of the DataFrame")) {
      FeatureSurvey survey = FeatureSurvey.of(rows, raw, invalid);
      if (survey.skipped() > 0) {
        LOG.warn("{} rows are left out, {} are trained on", survey.skipped(), survey.count());
      }
      long[] firstRows = survey.firstRows();
      RowRecords records = spec.likelihood().isLinear() ? raw.with(survey.standardisation()) : raw;
      return new DataFrameRows(rows, records, invalid, survey, firstRows);
    }
  }

  private static Dataset<Row> used(Dataset<?> dataset, VariationalAutoencoderParams params) {
    List<Column> columns = new ArrayList<>();
    for (String name : List.of(params.getInputCol(), params.getLabelCol(), params.getKeyCol())) {
      if (!name.isEmpty()) {
        columns.add(functions.col("`" + name + "`"));
      }
    }
    Dataset<Row> used = dataset.select(columns.toArray(Column[]::new));
    String key = params.getKeyCol();
    return key.isEmpty() ? used : used.sort(functions.col("`" + key + "`"));
  }

  RowRecords records() {
    return records;
  }

  @Override
  public DatasetInfo info() {
    Shape image = records.image();
    return new DatasetInfo(
        NAME,
        false,
        survey.count(),
        0,
        0,
        image.height(),
        image.width(),
        image.channels(),
        Math.max(1, records.spec().classes()),
        List.of(),
        List.of(),
        List.of());
  }

  @Override
  public PixelFormat format() {
    return records.columns().kind().format();
  }

  @Override
  public Standardisation standardisation() {
    return records.standardisation();
  }

  @Override
  public JavaPairRDD<Long, byte[]> records(boolean includeTest) {
    RowRecords sent = records;
    HandleInvalid handled = invalid;
    long[] first = firstRows;
    return rows.mapPartitionsToPair(
        part -> new Numbered(new ValidRows(part, sent, handled), first));
  }

  @Override
  public Optional<ParquetDataset> dataset() {
    return Optional.empty();
  }

  @Override
  public String place() {
    return "the DataFrame";
  }

  /** Gives every record of a partition its number. */
  private static final class Numbered implements Iterator<Tuple2<Long, byte[]>> {
    private final ValidRows records;
    private long next;

    Numbered(ValidRows records, long[] firstRows) {
      this.records = records;
      this.next = firstRows[TaskContext.getPartitionId()];
    }

    @Override
    public boolean hasNext() {
      return records.hasNext();
    }

    @Override
    public Tuple2<Long, byte[]> next() {
      return new Tuple2<>(next++, records.next());
    }
  }
}
