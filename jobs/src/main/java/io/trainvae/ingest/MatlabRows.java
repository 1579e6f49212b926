package io.trainvae.ingest;

import io.trainvae.data.Split;
import io.trainvae.data.matlab.MatlabImages.Labelled;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Rows of the images of MATLAB files, which the driver has read. */
record MatlabRows(Broadcast<Map<Split, Labelled>> splits) implements ImageRows {

  @Override
  public Iterator<Row> rows(Split split, long from, long to) {
    Labelled images = splits.value().get(split);
    // An array has all of them.
    return IntStream.range(Math.toIntExact(from), Math.toIntExact(to))
        .mapToObj(i -> RowFactory.create((long) i, (int) images.labels()[i], images.image(i)))
        .iterator();
  }
}
