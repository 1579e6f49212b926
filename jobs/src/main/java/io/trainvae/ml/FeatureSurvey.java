package io.trainvae.ml;

import io.trainvae.error.JobException;
import io.trainvae.network.Standardisation;
import io.trainvae.shards.FeatureSums;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;

/** Result of one pass over all rows: their number, and the scale of their features. */
final class FeatureSurvey implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int TREE_DEPTH = 2;

  private final TreeMap<Integer, Long> rows = new TreeMap<>();
  private final FeatureSums sums;
  private long skipped;

  /**
   * @param features to sum; 0 where nothing is standardised
   */
  private FeatureSurvey(int features) {
    this.sums = new FeatureSums(features);
  }

  /** Looks at all rows, in one job. */
  static FeatureSurvey of(JavaRDD<Row> rows, RowRecords records, HandleInvalid invalid) {
    if (rows.getNumPartitions() == 0) {
      return new FeatureSurvey(0);
    }
    return rows.mapPartitions(part -> List.of(ofPartition(part, records, invalid)).iterator())
        .treeReduce(FeatureSurvey::plus, TREE_DEPTH);
  }

  private static FeatureSurvey ofPartition(
      Iterator<Row> part, RowRecords records, HandleInvalid invalid) {
    boolean sums = records.spec().likelihood().isLinear();
    FeatureSurvey survey = new FeatureSurvey(sums ? records.numbers() : 0);
    ValidRows valid = new ValidRows(part, records, invalid);
    long count = 0;
    for (; valid.hasNext(); count++) {
      survey.sums.add(valid.next());
    }
    survey.skipped = valid.skipped();
    survey.rows.put(TaskContext.getPartitionId(), count);
    return survey;
  }

  private FeatureSurvey plus(FeatureSurvey other) {
    rows.putAll(other.rows);
    sums.plus(other.sums);
    skipped += other.skipped;
    return this;
  }

  /** Rows that can be used. */
  long count() {
    return rows.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Rows that cannot. */
  long skipped() {
    return skipped;
  }

  /** The sums of the features over all usable rows. */
  Standardisation standardisation() {
    return sums.standardisation(count());
  }

  /**
   * The number of the first row of every partition, counted over the rows that can be used.
   *
   * @throws JobException data, when there are none
   */
  long[] firstRows() {
    if (count() < 1) {
      throw JobException.data(
          "Cannot train on the DataFrame: it has 0 usable rows (%,d were left out), expected 1 at least"
              .formatted(skipped));
    }
    long[] first = new long[rows.lastKey() + 1];
    long next = 0;
    for (Map.Entry<Integer, Long> partition : rows.entrySet()) {
      first[partition.getKey()] = next;
      next += partition.getValue();
    }
    return first;
  }
}
