package io.trainvae.inference;

import io.trainvae.data.DatasetInfo;
import io.trainvae.ingest.ParquetDataset;
import io.trainvae.model.ArraySize;
import io.trainvae.model.Binarisation;
import io.trainvae.network.LatentModel;
import io.trainvae.network.Pixels;
import io.trainvae.network.RandomStreams;
import io.trainvae.network.RandomStreams.Purpose;
import java.util.Arrays;
import java.util.Iterator;
import java.util.SplittableRandom;
import org.apache.spark.sql.Row;

/**
 * Encodes the rows of a data set, one batch at a time. The result for an image does not depend on
 * the other rows.
 */
final class EncodedBatches implements Iterator<EncodedBatch> {
  private final Iterator<Row> rows;
  private final DatasetInfo dataset;
  private final LatentModel model;
  private final Binarisation binarisation;
  private final RandomStreams streams;
  private final int batch;

  EncodedBatches(Iterator<Row> rows, DatasetInfo dataset, LatentModel model, InferencePlan plan) {
    this.rows = rows;
    this.dataset = dataset;
    this.model = model;
    this.binarisation = plan.binarisation();
    this.streams = new RandomStreams(plan.seed());
    this.batch = plan.batch();
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
    float[] images = new float[ArraySize.of("the images of a batch", batch, pixels)];
    int count = 0;
    for (; count < batch && rows.hasNext(); count++) {
      Row row = rows.next();
      byte[] image = ParquetDataset.checkedImage(row, dataset);
      indices[count] = row.getInt(ParquetDataset.INDEX);
      labels[count] = row.getInt(ParquetDataset.LABEL);
      SplittableRandom random = streams.stream(Purpose.EVALUATION_PIXELS, indices[count]);
      Pixels.unpack(binarisation, random, image, 0, images, count * pixels, pixels);
    }
    float[] used = Arrays.copyOf(images, count * pixels);
    int[] usedLabels = Arrays.copyOf(labels, count);
    return new EncodedBatch(
        Arrays.copyOf(indices, count), usedLabels, used, model.encode(used, usedLabels, count));
  }
}
