package io.trainvae.inference;

import io.trainvae.data.DatasetInfo;
import io.trainvae.ingest.ParquetDataset;
import io.trainvae.network.LatentModel;
import io.trainvae.network.Pixels;
import java.util.Arrays;
import java.util.Iterator;
import org.apache.spark.sql.Row;

/** Takes rows of a data set through an encoder, a batch at a time. */
final class EncodedBatches implements Iterator<EncodedBatch> {
  private final Iterator<Row> rows;
  private final DatasetInfo dataset;
  private final LatentModel model;
  private final int batch;

  EncodedBatches(Iterator<Row> rows, DatasetInfo dataset, LatentModel model, int batch) {
    this.rows = rows;
    this.dataset = dataset;
    this.model = model;
    this.batch = batch;
  }

  @Override
  public boolean hasNext() {
    return rows.hasNext();
  }

  @Override
  public EncodedBatch next() {
    int pixels = dataset.pixels();
    int[] indices = new int[batch];
    int[] labels = new int[batch];
    float[] images = new float[batch * pixels];
    int count = 0;
    for (; count < batch && rows.hasNext(); count++) {
      Row row = rows.next();
      byte[] image = ParquetDataset.checkedImage(row, dataset);
      Pixels.unpack(image, 0, images, count * pixels, pixels);
      indices[count] = row.getInt(ParquetDataset.INDEX);
      labels[count] = row.getInt(ParquetDataset.LABEL);
    }
    float[] used = Arrays.copyOf(images, count * pixels);
    return new EncodedBatch(
        Arrays.copyOf(indices, count),
        Arrays.copyOf(labels, count),
        used,
        model.encode(used, count));
  }
}
