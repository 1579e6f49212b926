package io.trainvae.report;

import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** All pictures, embedded in the page, each with a title and an explanation. */
final class Gallery {
  private enum Kind {
    SHEET("sheet"),
    WIDE_SHEET("sheet wide"),
    CHART("chart"),
    /** Readable with its colours turned over, as dark pages do. */
    WIDE_CHART("chart wide reversible"),
    FILM("film");

    private final String style;

    Kind(String style) {
      this.style = style;
    }
  }

  private record Caption(String title, String text, Kind kind) {}

  /** The known pictures in the order of the page. */
  private static final Map<String, Caption> KNOWN = new LinkedHashMap<>();

  static {
    know(
        "latent-grid.png",
        "Latent grid",
        "What the decoder makes of evenly placed points of a plane of the latent space. Neighbours"
            + " should change smoothly into each other.",
        Kind.SHEET);
    know(
        "latent-scatter.png",
        "Latent space",
        "Where the encoder puts the test data: their posterior means, coloured by class. Of more"
            + " than two dimensions, the plane in which they are spread most. Each number is at"
            + " the median of its class.",
        Kind.CHART);
    know(
        "samples.png",
        "Samples",
        "Images decoded from random draws of the prior: what the model makes up by itself.",
        Kind.SHEET);
    know(
        "class-samples.png",
        "Samples of each class",
        "The same random draws of the prior, decoded once for each class: a row for a class, a column"
            + " for a draw.",
        Kind.SHEET);
    know(
        "reconstructions.png",
        "Reconstructions",
        "Test images, each above its reconstruction: what is left of it after the way through the"
            + " latent space.",
        Kind.SHEET);
    know(
        "traversals.png",
        "Traversals",
        "What changes along each active latent dimension while all others are 0, the dimension that"
            + " tells most on top. The figures on the left are the divergences from the prior.",
        Kind.SHEET);
    know(
        "interpolations.png",
        "Interpolations",
        "On each row two test images, and what the decoder makes of the straight way from one\u2019s"
            + " latent to the other\u2019s.",
        Kind.SHEET);
    know(
        "anomalies.png",
        "Anomalies",
        "The test images with the highest anomaly scores, each above its reconstruction: what the"
            + " model has no good place for. Above each its class and its score.",
        Kind.WIDE_SHEET);
    know(
        "training.gif",
        "Training",
        "The same latent points decoded after each epoch: from noise to what the model has learnt.",
        Kind.FILM);
    know(
        "decoded.png",
        "Decoded after the last epoch",
        "What the decoder makes of the same latent points, drawn from the prior, as far as it has"
            + " learnt by now.",
        Kind.FILM);
    know(
        "loss.png",
        "Loss",
        "Training and test losses after each epoch; the \u2212ELBO is the sum of the other two. A"
            + " test curve that rises while the training curve falls would be overfitting.",
        Kind.WIDE_CHART);
    know(
        "disagreement.png",
        "Workers",
        "How far the workers are from each other before a round averages them: the root of the mean"
            + " squared distance of their parameters from the mean, over the norm of the mean. Where"
            + " it is large, averaging loses what they learnt; more rounds or a smaller learning rate"
            + " lower it.",
        Kind.WIDE_CHART);
    know(
        "class-losses.png",
        "Classes",
        "Which classes cost the model most: the mean \u2212ELBO of the test data of each, and its"
            + " two terms.",
        Kind.WIDE_CHART);
    know(
        "kl-dimensions.png",
        "Latent dimensions",
        "How much each latent dimension tells of the test data: its mean divergence from the prior. One"
            + " that tells nothing is not in use.",
        Kind.WIDE_CHART);
    know(
        "comparison.png",
        "Losses of all runs",
        "Lines are training losses after each epoch, rings are test losses. Where the first epochs"
            + " lie far above all others, they are cut off.",
        Kind.WIDE_CHART);
  }

  private Gallery() {}

  static String html(Map<String, byte[]> pictures) {
    Map<String, byte[]> ordered = new LinkedHashMap<>();
    KNOWN.keySet().stream()
        .filter(pictures::containsKey)
        .forEach(name -> ordered.put(name, pictures.get(name)));
    pictures.forEach(ordered::putIfAbsent);
    return ordered.entrySet().stream()
        .map(entry -> figure(entry.getKey(), entry.getValue()))
        .collect(Collectors.joining("", "<div class=\"gallery\">\n", "</div>\n"));
  }

  private static String figure(String name, byte[] bytes) {
    Caption caption = caption(name);
    return """
    <figure class="%s">
    %s
    <figcaption><strong>%s</strong> %s</figcaption>
    </figure>
    """
        .formatted(
            caption.kind.style,
            image(name, caption.title, bytes),
            Html.escape(caption.title),
            Html.escape(caption.text));
  }

  /** The picture itself, to be enlarged by a click. */
  static String image(String name, String title, byte[] bytes) {
    return """
    <label><input type="checkbox" aria-label="Enlarge %s"/><img alt="%s" src="data:image/%s;base64,%s"/></label>"""
        .formatted(
            Html.escape(name),
            Html.escape(title + " (" + name + ")"),
            name.toLowerCase(Locale.ROOT).endsWith(".gif") ? "gif" : "png",
            Base64.getEncoder().encodeToString(bytes));
  }

  /** Files that are known, in the order of the page. */
  static Set<String> names() {
    return Collections.unmodifiableSet(KNOWN.keySet());
  }

  static String title(String name) {
    return caption(name).title;
  }

  static String style(String name) {
    return caption(name).kind.style;
  }

  private static Caption caption(String name) {
    return KNOWN.getOrDefault(name, new Caption(titleOf(name), "", Kind.SHEET));
  }

  /** {@code traversal-3.png} as {@code Traversal 3}. */
  private static String titleOf(String name) {
    String words = name.replaceFirst("\\.[A-Za-z]+$", "").replace('-', ' ').strip();
    return words.isEmpty() ? name : Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }

  private static void know(String name, String title, String text, Kind kind) {
    KNOWN.put(name, new Caption(title, text, kind));
  }
}
