package io.trainvae.decode;

import io.trainvae.decode.DecodeRequest.Dims;
import io.trainvae.encode.AnomalyScores;
import io.trainvae.inference.Inference;
import io.trainvae.inference.TestImages;
import io.trainvae.network.SavedModel;
import io.trainvae.picture.LatentScatter;
import io.trainvae.picture.Pictures;
import io.trainvae.picture.PrincipalComponents;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Draws test images that a trained model encodes and decodes. */
final class TestPictures {
  private static final int COLUMNS = 10;
  private static final int RECONSTRUCTIONS = 50;
  private static final int STEPS = 9;

  /** Enough that every one of ten classes is among them, as a rule more than once. */
  private static final int LOOKED_AT = 200;

  private final Decoder decoder;
  private final Inference inference;
  private final SavedModel model;

  TestPictures(Decoder decoder, Inference inference) {
    this.decoder = decoder;
    this.inference = inference;
    this.model = decoder.model();
  }

  /**
   * PNG files by name.
   *
   * @param dims that span the scatter; where none were asked for, it shows the principal components
   * @param strangest test images with the highest anomaly scores
   */
  Map<String, byte[]> draw(
      LatentMap map, Optional<Dims> dims, List<AnomalyScores.Scored> strangest) {
    TestImages images = TestImages.first(inference, LOOKED_AT);
    Map<String, byte[]> pictures = new LinkedHashMap<>();
    pictures.put("reconstructions.png", reconstructions(images));
    pictures.put("latent-scatter.png", scatter(map, dims));
    if (images.count() > 1) {
      pictures.put("interpolations.png", interpolations(images));
    }
    anomalies(strangest).ifPresent(png -> pictures.put("anomalies.png", png));
    return pictures;
  }

  private byte[] reconstructions(TestImages images) {
    TestImages shown = images.wholeRows(COLUMNS, RECONSTRUCTIONS);
    return Pictures.reconstructions(
        shown.images(),
        decoder.logits(shown.means(), shown.labels()),
        model.image(),
        Math.min(COLUMNS, shown.count()));
  }

  private static byte[] scatter(LatentMap map, Optional<Dims> asked) {
    if (asked.isEmpty() && map.latent() > 2 && map.labels().length > 1) {
      PrincipalComponents plane = PrincipalComponents.of(map.means(), map.latent());
      return LatentScatter.png(
          plane.x(),
          plane.y(),
          map.labels(),
          component("first", plane.shareX()),
          component("second", plane.shareY()));
    }
    Dims dims = asked.orElse(new Dims(0, map.latent() - 1));
    return LatentScatter.png(
        map.dimension(dims.x()),
        map.dimension(dims.y()),
        map.labels(),
        "latent " + dims.x(),
        "latent " + dims.y());
  }

  private static String component(String which, double share) {
    return String.format(
        Locale.ROOT, "%s principal component, %.0f %% of the variance", which, 100 * share);
  }

  private byte[] interpolations(TestImages images) {
    ImagePairs pairs = ImagePairs.of(images.labels(), model.spec().classes() > 0, COLUMNS);
    TestImages from = images.select(pairs.from());
    TestImages to = images.select(pairs.to());
    int latent = model.spec().latent();
    int rows = from.count();
    float[] way = new float[rows * STEPS * latent];
    int[] labels = new int[rows * STEPS];
    for (int row = 0; row < rows; row++) {
      Arrays.fill(labels, row * STEPS, (row + 1) * STEPS, from.labels()[row]);
      for (int i = 0; i < STEPS * latent; i++) {
        int dim = row * latent + i % latent;
        float share = (float) (i / latent) / (STEPS - 1);
        way[row * STEPS * latent + i] = (1 - share) * from.means()[dim] + share * to.means()[dim];
      }
    }
    return Pictures.interpolations(
        from.images(), decoder.logits(way, labels), to.images(), model.image(), STEPS);
  }

  /** Nothing when the scores are those of other images. */
  private Optional<byte[]> anomalies(List<AnomalyScores.Scored> strangest) {
    List<AnomalyScores.Scored> scored =
        strangest.subList(
            0,
            strangest.size() < COLUMNS ? strangest.size() : strangest.size() / COLUMNS * COLUMNS);
    if (scored.isEmpty()) {
      return Optional.empty();
    }
    int[] labels = scored.stream().mapToInt(AnomalyScores.Scored::label).toArray();
    List<String> words =
        scored.stream()
            .map(image -> String.format(Locale.ROOT, "%d: %.0f", image.label(), image.score()))
            .toList();
    return TestImages.at(inference, scored.stream().map(AnomalyScores.Scored::index).toList())
        .filter(images -> Arrays.equals(images.labels(), labels))
        .map(
            images ->
                Pictures.reconstructions(
                    images.images(),
                    decoder.logits(images.means(), images.labels()),
                    model.image(),
                    Math.min(COLUMNS, images.count()),
                    words));
  }
}
