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
  private final FeatureVectors vectors;
  private final RandomStreams streams;
  private final int batch;

  EncodedBatches(
      Iterator<Row> rows, FeatureVectors vectors, LatentModel model, InferencePlan plan) {
    this.rows = rows;
    this.vectors = vectors;
    this.dataset = vectors.dataset();
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
    long[] indices = new long[batch];
    int[] labels = new int[batch];
    float[] images = new float[ArraySize.of("the images of a batch", batch, pixels)];
    int count = 0;
    for (; count < batch && rows.hasNext(); count++) {
      Row row = rows.next();
      read(row, images, count * pixels);
      indices[count] = row.getLong(ParquetDataset.INDEX);
      labels[count] = row.getInt(ParquetDataset.LABEL);
    }
    float[] used = Arrays.copyOf(images, count * pixels);
    int[] usedLabels = Arrays.copyOf(labels, count);
    return new EncodedBatch(
        Arrays.copyOf(indices, count), usedLabels, used, model.encode(used, usedLabels, count));
  }

  /** The numbers of a row as the model sees them. */
  private void read(Row row, float[] to, int start) {
    int count = dataset.pixels();
    if (dataset.hasFeatures()) {
      System.arraycopy(vectors.of(row), 0, to, start, count);
      Pixels.binarise(binarisation, random(row), to, start, count);
      return;
    }
    byte[] image = ParquetDataset.checkedImage(row, dataset);
    Pixels.unpack(binarisation, random(row), image, 0, to, start, count);
  }

  private SplittableRandom random(Row row) {
    return streams.stream(Purpose.EVALUATION_PIXELS, row.getLong(ParquetDataset.INDEX));
  }
}
