package io.trainvae.decode;

import io.trainvae.config.RunConfig.Decode;
import io.trainvae.decode.DecodeRequest.Dims;
import io.trainvae.inference.Inference;
import io.trainvae.network.ClassLabels;
import io.trainvae.network.RandomStreams;
import io.trainvae.network.RandomStreams.Purpose;
import io.trainvae.network.SavedModel;
import io.trainvae.network.TrainableVae;
import io.trainvae.picture.LatentPlane;
import io.trainvae.picture.LatentPlane.Direction;
import io.trainvae.picture.LatentScatter;
import io.trainvae.picture.Pictures;
import java.io.Serializable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;

/** Draws what a trained model makes of latents and of test images. */
final class DecodedPictures {
  private static final int COLUMNS = 10;
  private static final int SAMPLES = 100;
  private static final int RECONSTRUCTIONS = 50;
  private static final int BATCH = 100;

  private final JavaSparkContext context;
  private final Inference inference;
  private final SavedModel model;

  DecodedPictures(SparkSession spark, Inference inference) {
    this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.inference = inference;
    this.model = inference.model();
  }

  /** PNG files by name. */
  Map<String, byte[]> draw(Decode grid, Optional<Dims> dims, long seed) {
    LatentMap map = LatentMap.of(inference);
    Dims chosen = dims.orElseGet(map::mostActive);
    Map<String, byte[]> pictures = new LinkedHashMap<>();
    pictures.put("latent-grid.png", grid(grid, chosen));
    pictures.put("samples.png", samples(seed));
    pictures.put("reconstructions.png", reconstructions());
    pictures.put(
        "latent-scatter.png",
        LatentScatter.png(
            map.dimension(chosen.x()),
            map.dimension(chosen.y()),
            map.labels(),
            "latent " + chosen.x(),
            "latent " + chosen.y()));
    return pictures;
  }

  private byte[] grid(Decode grid, Dims dims) {
    LatentPlane plane =
        LatentPlane.square(
            dims.x(), dims.y(), grid.grid(), grid.range(), grid.spacing(), Direction.DOWNWARDS);
    float[] logits = decode(plane.latents(model.spec().latent()), Optional.empty());
    return Pictures.latentGrid(logits, model.height(), model.width(), plane);
  }

  private byte[] samples(long seed) {
    float[] latents = priorSamples(seed, SAMPLES, model.spec().latent());
    return Pictures.samples(
        decode(latents, Optional.empty()), model.height(), model.width(), COLUMNS);
  }

  /** Latents drawn from the prior, {@code [count, latent]}; the same ones for the same seed. */
  static float[] priorSamples(long seed, int count, int latent) {
    float[] latents = new float[count * latent];
    RandomStreams.fillNormal(
        new RandomStreams(seed).stream(Purpose.PRIOR_SAMPLES), latents, latents.length);
    return latents;
  }

  private byte[] reconstructions() {
    TestImages first = TestImages.first(inference, RECONSTRUCTIONS);
    int columns = Math.min(COLUMNS, first.count());
    int shown = first.count() / columns * columns;
    return Pictures.reconstructions(
        Arrays.copyOf(first.images(), shown * model.pixels()),
        decode(
            Arrays.copyOf(first.means(), shown * model.spec().latent()),
            Optional.of(first.labels())),
        model.height(),
        model.width(),
        columns);
  }

  /** Latents with their labels. */
  private record Part(float[] latents, int[] labels) implements Serializable {}

  /**
   * Decodes latents on the executors: {@code [count, latent]} to logits {@code [count, pixels]}.
   *
   * @param given labels of the latents; without them, one class after the other
   */
  private float[] decode(float[] latents, Optional<int[]> given) {
    int latent = model.spec().latent();
    int count = latents.length / latent;
    int[] labels = given.orElseGet(() -> ClassLabels.inTurn(model.spec(), count));
    List<Part> rows =
        IntStream.iterate(0, start -> start < count, start -> start + BATCH)
            .mapToObj(start -> part(latents, labels, start, Math.min(count, start + BATCH)))
            .toList();
    Broadcast<SavedModel> sent = context.broadcast(model);
    try {
      List<float[]> parts =
          context
              .parallelize(rows, Math.min(rows.size(), context.defaultParallelism()))
              .map(part -> decoded(sent.value(), part))
              .collect();
      return joined(parts, count * model.pixels());
    } finally {
      sent.destroy();
    }
  }

  private Part part(float[] latents, int[] labels, int start, int end) {
    int latent = model.spec().latent();
    return new Part(
        Arrays.copyOfRange(latents, start * latent, end * latent),
        Arrays.copyOfRange(labels, start, end));
  }

  private static float[] decoded(SavedModel model, Part part) {
    try (TrainableVae network = model.open(BATCH)) {
      return network.logits(part.latents, part.labels, part.labels.length);
    }
  }

  private static float[] joined(List<float[]> parts, int length) {
    float[] all = new float[length];
    int at = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }
}
