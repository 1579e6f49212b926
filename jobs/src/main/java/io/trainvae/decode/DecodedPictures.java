package io.trainvae.decode;

import io.trainvae.config.RunConfig.Decode;
import io.trainvae.decode.DecodeRequest.Dims;
import io.trainvae.network.RandomStreams;
import io.trainvae.network.RandomStreams.Purpose;
import io.trainvae.network.SavedModel;
import io.trainvae.picture.LatentPlane;
import io.trainvae.picture.Pictures;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** Draws latents that a trained model decodes. */
final class DecodedPictures {
  private static final int COLUMNS = 10;
  private static final int SAMPLES = 100;
  private static final int MOST_ROWS = 20;
  private static final double TRAVERSAL_RANGE = 3;
  private static final int TRAVERSAL_STEPS = 13;

  private final Decoder decoder;
  private final SavedModel model;

  DecodedPictures(Decoder decoder) {
    this.decoder = decoder;
    this.model = decoder.model();
  }

  /**
   * PNG files by name.
   *
   * @param plane the dimensions that span the grid
   */
  Map<String, byte[]> draw(Decode settings, Dims plane, LatentMap map, long seed) {
    Map<String, byte[]> pictures = new LinkedHashMap<>();
    pictures.put("latent-grid.png", grid(settings, plane, 0));
    pictures.put("samples.png", samples(seed));
    if (model.spec().classes() > 0) {
      pictures.put("class-samples.png", classSamples(seed));
    }
    if (map.active().length > 0) {
      pictures.put("traversals.png", traversals(map));
    }
    return pictures;
  }

  /** The latent grids of all classes of a conditional model but the first, by file name. */
  Map<String, byte[]> classGrids(Decode settings, Dims plane) {
    Map<String, byte[]> pictures = new LinkedHashMap<>();
    for (int label = 1; label < model.spec().classes(); label++) {
      pictures.put("classes/latent-grid-%d.png".formatted(label), grid(settings, plane, label));
    }
    return pictures;
  }

  private byte[] grid(Decode settings, Dims dims, int label) {
    LatentPlane plane =
        LatentPlane.square(
            dims.x(),
            dims.y(),
            settings.grid(),
            settings.range(),
            settings.spacing(),
            settings.direction());
    float[] logits = decoder.logitsOfClass(label, plane.latents(model.spec().latent()));
    return Pictures.latentGrid(logits, model.image(), plane, title(label));
  }

  private String title(int label) {
    return model.spec().classes() > 0 ? "class " + label : "";
  }

  private byte[] samples(long seed) {
    float[] logits = decoder.logits(priorSamples(seed, SAMPLES, model.spec().latent()));
    return Pictures.samples(logits, model.image(), COLUMNS);
  }

  /** The same latents for each class. */
  private byte[] classSamples(long seed) {
    int classes = Math.min(MOST_ROWS, model.spec().classes());
    float[] latents = priorSamples(seed, COLUMNS, model.spec().latent());
    float[] all = new float[classes * latents.length];
    int[] labels = new int[classes * COLUMNS];
    for (int label = 0; label < classes; label++) {
      System.arraycopy(latents, 0, all, label * latents.length, latents.length);
      Arrays.fill(labels, label * COLUMNS, (label + 1) * COLUMNS, label);
    }
    List<String> names = IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    return Pictures.classRows(decoder.logits(all, labels), model.image(), names);
  }

  /** Latents drawn from the prior, {@code [count, latent]}; the same ones for the same seed. */
  private static float[] priorSamples(long seed, int count, int latent) {
    float[] latents = new float[count * latent];
    RandomStreams.fillNormal(
        new RandomStreams(seed).stream(Purpose.PRIOR_SAMPLES), latents, latents.length);
    return latents;
  }

  private byte[] traversals(LatentMap map) {
    int[] dims = IntStream.of(map.active()).limit(MOST_ROWS).toArray();
    double[] values =
        IntStream.range(0, TRAVERSAL_STEPS)
            .mapToDouble(i -> TRAVERSAL_RANGE * (2.0 * i / (TRAVERSAL_STEPS - 1) - 1))
            .toArray();
    int latent = model.spec().latent();
    float[] latents = new float[dims.length * values.length * latent];
    for (int row = 0; row < dims.length; row++) {
      for (int column = 0; column < values.length; column++) {
        latents[(row * values.length + column) * latent + dims[row]] = (float) values[column];
      }
    }
    List<String> names =
        IntStream.of(dims)
            .mapToObj(dim -> String.format(Locale.ROOT, "latent %d: KL %.2f", dim, map.kls()[dim]))
            .toList();
    return Pictures.traversals(decoder.logitsOfClass(0, latents), model.image(), names, values);
  }
}
