package io.trainvae.ml;

import io.trainvae.gpu.TaskGpu;
import io.trainvae.network.OpenModel;
import io.trainvae.network.SavedModel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Queue;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Adds columns to the rows of a partition, a batch at a time, in the rows' order.
 *
 * @param seed of the latents that are drawn
 * @param batch rows encoded at once
 */
record RowScorer(
    Broadcast<SavedModel> model,
    RowRecords records,
    Outputs outputs,
    HandleInvalid invalid,
    long seed,
    int batch)
    implements MapPartitionsFunction<Row, Row> {

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    TaskGpu.bind();
    OpenModel network = model.value().open(batch);
    TaskCompletionListener giveBack = task -> network.close();
    TaskContext.get().addTaskCompletionListener(giveBack);
    return new Scored(rows, new BatchScorer(network, records, outputs, seed, batch));
  }

  /** Rows with their added values. */
  private final class Scored implements Iterator<Row> {
    private final Iterator<Row> rows;
    private final BatchScorer scorer;
    private final Queue<Row> done = new ArrayDeque<>();
    private long place;

    Scored(Iterator<Row> rows, BatchScorer scorer) {
      this.rows = rows;
      this.scorer = scorer;
    }

    @Override
    public boolean hasNext() {
      while (done.isEmpty() && rows.hasNext()) {
        scoreBatch();
      }
      return !done.isEmpty();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return done.remove();
    }

    private void scoreBatch() {
      List<Row> taken = new ArrayList<>();
      List<byte[]> found = new ArrayList<>();
      while (taken.size() < batch && rows.hasNext()) {
        Row row = rows.next();
        byte[] record = record(row);
        if (record != null || invalid == HandleInvalid.KEEP) {
          taken.add(row);
          found.add(record);
        }
      }
      Iterator<Object[]> added =
          scorer.score(found.stream().filter(Objects::nonNull).toList()).iterator();
      for (int i = 0; i < taken.size(); i++) {
        Object[] values = found.get(i) == null ? new Object[outputs.count()] : added.next();
        done.add(extended(taken.get(i), values));
      }
    }

    private static Row extended(Row row, Object[] added) {
      Object[] values = new Object[row.size() + added.length];
      for (int i = 0; i < row.size(); i++) {
        values[i] = row.get(i);
      }
      System.arraycopy(added, 0, values, row.size(), added.length);
      return RowFactory.create(values);
    }

    /** Null for a row that is left out or kept without values. */
    private byte[] record(Row row) {
      long at = place++;
      try {
        return records.of(row);
      } catch (InvalidRowException e) {
        if (invalid == HandleInvalid.ERROR) {
          throw records.refused(row, TaskContext.getPartitionId(), at, e);
        }
        return null;
      }
    }
  }
}
