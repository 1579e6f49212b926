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
  public Iterator<Row> rows(Split split, int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> row(split, i)).iterator();
  }

  private Row row(Split split, int index) {
    return RowFactory.create(index, digits.label(split, index), digits.image(split, index));
  }
}
