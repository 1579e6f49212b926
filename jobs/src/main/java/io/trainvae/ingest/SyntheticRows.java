package io.trainvae.ingest;

import io.trainvae.data.Split;
import io.trainvae.data.synthetic.SyntheticDigits;
import java.util.Iterator;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Rows of digits that are drawn here. */
record SyntheticRows(SyntheticDigits digits) implements ImageRows {

  @Override
  public Iterator<Row> rows(Split split, long from, long to) {
    return IntStream.range(Math.toIntExact(from), Math.toIntExact(to))
        .mapToObj(i -> row(split, i))
        .iterator();
  }

  private Row row(Split split, int index) {
    return RowFactory.create((long) index, digits.label(split, index), digits.image(split, index));
  }
}
