package io.trainvae.ml;

import io.trainvae.evaluation.Evaluator;
import io.trainvae.evaluation.ImageFigures;
import io.trainvae.model.VaeSpec;
import io.trainvae.network.LatentModel;
import io.trainvae.network.Pixels;
import io.trainvae.network.RandomStreams;
import io.trainvae.network.RandomStreams.Purpose;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;

/**
 * Applies a model to records. The random numbers of a record depend on the seed and on the record's
 * content, because rows of a DataFrame have no number.
 */
final class BatchScorer {
  private final LatentModel model;
  private final RowRecords records;
  private final VaeSpec spec;
  private final Outputs outputs;
  private final RandomStreams streams;
  private final Evaluator evaluator;

  /**
   * @param rows most latents decoded at once
   */
  BatchScorer(LatentModel model, RowRecords records, Outputs outputs, long seed, int rows) {
    this.model = model;
    this.records = records;
    this.spec = records.spec();
    this.outputs = outputs;
    this.streams = new RandomStreams(seed);
    int samples = spec.likelihood().isDensity() ? outputs.importanceSamples() : 0;
    this.evaluator = new Evaluator(model, spec, seed, samples, rows);
  }

  /** The values to add for every record, in the order of the columns. */
  List<Object[]> score(List<byte[]> batch) {
    int count = batch.size();
    if (count == 0) {
      return List.of();
    }
    int numbers = records.numbers();
    float[] values = new float[count * numbers];
    int[] labels = new int[count];
    long[] numberOf = new long[count];
    for (int i = 0; i < count; i++) {
      byte[] record = batch.get(i);
      labels[i] = record[record.length - 1] & 0xFF;
      numberOf[i] = checksum(record);
      Pixels.unpack(
          records.columns().kind().format(),
          spec.binarisation(),
          streams.stream(Purpose.EVALUATION_PIXELS, numberOf[i]),
          record,
          values,
          i * numbers,
          numbers);
    }
    float[] posterior = model.encode(values, labels, count);
    ImageFigures[] figures =
        outputs.needsScore() ? evaluator.figures(numberOf, labels, values, posterior, count) : null;
    float[] decoded = outputs.reconstruction() ? decoded(posterior, labels, count) : null;
    List<Object[]> added = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      added.add(added(i, posterior, figures, decoded));
    }
    return added;
  }

  private static int checksum(byte[] record) {
    CRC32C sum = new CRC32C();
    sum.update(record, 0, record.length - 1);
    return (int) sum.getValue();
  }

  private Object[] added(int row, float[] posterior, ImageFigures[] figures, float[] decoded) {
    int latent = model.latent();
    int start = row * 2 * latent;
    List<Object> values = new ArrayList<>();
    if (outputs.latent()) {
      values.add(vector(posterior, start, latent));
    }
    if (outputs.logVariance()) {
      values.add(vector(posterior, start + latent, latent));
    }
    double score = figures == null ? Double.NaN : figures[row].score();
    if (outputs.score()) {
      values.add(score);
    }
    if (outputs.reconstruction()) {
      values.add(vector(decoded, row * records.numbers(), records.numbers()));
    }
    if (outputs.prediction()) {
      values.add(score > outputs.threshold() ? 1.0 : 0.0);
    }
    return values.toArray();
  }

  /** The decoded latent means, in the units of the input. */
  private float[] decoded(float[] posterior, int[] labels, int count) {
    int latent = model.latent();
    float[] means = new float[count * latent];
    for (int i = 0; i < count; i++) {
      System.arraycopy(posterior, i * 2 * latent, means, i * latent, latent);
    }
    float[] shown = model.logits(means, labels, count);
    if (!spec.likelihood().isLinear()) {
      for (int i = 0; i < shown.length; i++) {
        shown[i] = (float) (1 / (1 + Math.exp(-shown[i])));
      }
    }
    for (int i = 0; i < count; i++) {
      records.standardisation().invert(shown, i * records.numbers(), records.numbers());
    }
    return shown;
  }

  private static Vector vector(float[] values, int start, int count) {
    double[] numbers = new double[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = values[start + i];
    }
    return Vectors.dense(numbers);
  }
}
