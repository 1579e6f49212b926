package io.trainvae.model;

import java.util.Locale;

/** The layers of a model as people want to see them before a training. */
public final class LayerTable {
  private static final String ROW = "  %-16s %-24s %-12s %13s%n";

  private LayerTable() {}

  /** A line for each layer with its kind, output shape and number of parameters, and the sum. */
  public static String of(VaeSpec spec, Shape image) {
    ParameterLayout layout = new ParameterLayout(spec, image);
    StringBuilder table = new StringBuilder();
    table.append(ROW.formatted("layer", "kind", "output", "parameters"));
    table.append(ROW.formatted("image", "", image, ""));
    for (LayerParameters layer : layout.layers()) {
      table.append(row(layer.name(), kind(layer), layer.out(), layer.parameters()));
      if (layer.name().equals(ParameterLayout.POSTERIOR)) {
        table.append(row("latent", "sample", Shape.flat(spec.latent()), 0));
      }
    }
    return table.append(row("total", "", "", layout.total())).toString();
  }

  private static String row(String name, String kind, Object output, int parameters) {
    return ROW.formatted(name, kind, output, String.format(Locale.ROOT, "%,d", parameters));
  }

  private static String kind(LayerParameters layer) {
    String activation =
        layer.activation() == Activation.IDENTITY
            ? ""
            : ", " + layer.activation().name().toLowerCase(Locale.ROOT).replace('_', '-');
    String kind =
        switch (layer.kind()) {
          case DENSE -> "dense";
          case CONVOLUTION -> window("conv", layer.window());
          case TRANSPOSED_CONVOLUTION -> window("up", layer.window());
          case UPSAMPLING -> "nearest x" + layer.window().stride();
          case NORMALISATION -> "norm, %d groups".formatted(layer.groups());
          case SUM -> "add " + layer.block() + " below";
        };
    return kind + activation;
  }

  private static String window(String name, Window window) {
    return "%s %dx%d /%d".formatted(name, window.kernel(), window.kernel(), window.stride());
  }
}
