package io.trainvae.decode;

import io.trainvae.model.ArraySize;
import io.trainvae.network.ClassLabels;
import io.trainvae.network.OpenModel;
import io.trainvae.network.SavedModel;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;

/** Decodes latents on the executors. */
final class Decoder {
  private static final int BATCH = 100;

  private final JavaSparkContext context;
  private final SavedModel model;

  Decoder(SparkSession spark, SavedModel model) {
    this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.model = model;
  }

  SavedModel model() {
    return model;
  }

  /** Latents with their labels. */
  private record Part(float[] latents, int[] labels) implements Serializable {}

  /**
   * The decoded images before the sigmoid, {@code [count, pixels]}; of a conditional model one
   * class after the other.
   *
   * @param latents {@code [count, latent]}
   */
  float[] logits(float... latents) {
    return logits(latents, ClassLabels.inTurn(model.spec(), latents.length / latent()));
  }

  /** The same, all of one class, which only a conditional model looks at. */
  float[] logitsOfClass(int label, float... latents) {
    int[] labels = new int[latents.length / latent()];
    Arrays.fill(labels, label);
    return logits(latents, labels);
  }

  /** The same, each of its class. */
  float[] logits(float[] latents, int[] labels) {
    int count = labels.length;
    int size = ArraySize.of("the decoded images of a picture", count, model.pixels());
    List<Part> parts =
        IntStream.iterate(0, start -> start < count, start -> start + BATCH)
            .mapToObj(start -> part(latents, labels, start, Math.min(count, start + BATCH)))
            .toList();
    Broadcast<SavedModel> sent = context.broadcast(model);
    try {
      return joined(
          context
              .parallelize(parts, Math.min(parts.size(), context.defaultParallelism()))
              .map(part -> decoded(sent.value(), part))
              .collect(),
          size);
    } finally {
      sent.destroy();
    }
  }

  private int latent() {
    return model.spec().latent();
  }

  private Part part(float[] latents, int[] labels, int start, int end) {
    return new Part(
        Arrays.copyOfRange(latents, start * latent(), end * latent()),
        Arrays.copyOfRange(labels, start, end));
  }

  private static float[] decoded(SavedModel model, Part part) {
    try (OpenModel network = model.open(BATCH)) {
      return network.logits(part.latents, part.labels, part.labels.length);
    }
  }

  private static float[] joined(List<float[]> parts, int size) {
    float[] all = new float[size];
    int at = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }
}
