package io.trainvae.ingest;

import io.trainvae.data.Split;
import java.io.Serializable;
import java.util.Iterator;
import org.apache.spark.sql.Row;

/** Makes the rows of a data set, on the executor that writes them. */
interface ImageRows extends Serializable {

  /**
   * @param from first index, counted from 0 in each split
   * @param to index after the last
   * @return {@code index} as a long, {@code label} as an int, {@code image} as bytes, by rising
   *     index
   */
  Iterator<Row> rows(Split split, long from, long to);
}
