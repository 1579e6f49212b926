package io.trainvae.ingest;

import io.trainvae.data.DatasetInfo;
import io.trainvae.data.Split;
import io.trainvae.data.matlab.MatlabImages;
import io.trainvae.data.matlab.MatlabImages.Labelled;
import io.trainvae.ingest.layout.ParquetLayout;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Rows of the images of MATLAB files, which the driver has read. Every file to be written has its
 * own broadcast, so that a task takes no more than its images.
 *
 * @param slices of each split, by the index of the first image
 */
record MatlabRows(Map<Split, TreeMap<Long, Broadcast<Labelled>>> slices)
    implements ImageRows, AutoCloseable {

  /**
   * Sends the images.
   *
   * @param info how many of them
   */
  static MatlabRows of(JavaSparkContext context, MatlabImages images, DatasetInfo info) {
    Map<Split, TreeMap<Long, Broadcast<Labelled>>> slices = new EnumMap<>(Split.class);
    images
        .splits()
        .forEach(
            (split, all) -> {
              TreeMap<Long, Broadcast<Labelled>> sent = new TreeMap<>();
              for (ParquetLayout.Range range : ParquetLayout.files(info, split)) {
                Labelled slice = all.slice((int) range.from(), (int) range.to());
                sent.put(range.from(), context.broadcast(slice));
              }
              slices.put(split, sent);
            });
    return new MatlabRows(slices);
  }

  /** The rows of one file. */
  @Override
  public Iterator<Row> rows(Split split, long from, long to) {
    Labelled images = slices.get(split).get(from).value();
    return IntStream.range(0, (int) (to - from))
        .mapToObj(i -> RowFactory.create(from + i, (int) images.labels()[i], images.image(i)))
        .iterator();
  }

  @Override
  public void close() {
    slices.values().forEach(sent -> sent.values().forEach(Broadcast::destroy));
  }
}
