package io.trainvae.cli;

import io.trainvae.decode.DecodeRequest;
import io.trainvae.error.JobException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** Options of the pictures. */
final class DecodeOptions {
  private static final Pattern DIMS = Pattern.compile("(\\d{1,6}),(\\d{1,6})");

  @Option(
      names = "--grid",
      paramLabel = "N",
      description = "Pictures along each side of the latent grid. Default: the run's.")
  private String grid;

  @Option(
      names = "--range",
      paramLabel = "R",
      description = "Latent values of the grid run from -R to R. Default: the run's.")
  private String range;

  @Option(
      names = "--spacing",
      paramLabel = "HOW",
      description = "linear, or quantile of the standard normal distribution. Default: the run's.")
  private String spacing;

  @Option(
      names = "--direction",
      paramLabel = "WHERE",
      description =
          "upwards or downwards: how the grid's second dimension runs. Default: the run's.")
  private String direction;

  @Option(
      names = "--dims",
      paramLabel = "X,Y",
      description =
          "The two latent dimensions, counted from 0, that span the grid and the scatter. Default:"
              + " for the grid the two most active ones, for the scatter the principal components.")
  private String dims;

  boolean choosesDims() {
    return dims != null;
  }

  List<String> overrides() {
    List<String> overrides = new ArrayList<>();
    ConfigOptions.add(overrides, "decode.grid", grid);
    ConfigOptions.add(overrides, "decode.range", range);
    ConfigOptions.add(overrides, "decode.spacing", spacing);
    ConfigOptions.add(overrides, "decode.direction", direction);
    return overrides;
  }

  /**
   * @param latent number of latent dimensions there are
   */
  Optional<DecodeRequest.Dims> dims(int latent) {
    if (dims == null) {
      return Optional.empty();
    }
    Matcher matcher = DIMS.matcher(dims);
    if (!matcher.matches()) {
      throw refused(latent);
    }
    int x = Integer.parseInt(matcher.group(1));
    int y = Integer.parseInt(matcher.group(2));
    if (x == y || x >= latent || y >= latent) {
      throw refused(latent);
    }
    return Optional.of(new DecodeRequest.Dims(x, y));
  }

  private JobException refused(int latent) {
    return JobException.usage(
        "Cannot use --dims %s: expected two different dimensions from 0 to %d, as in 0,1"
            .formatted(dims, latent - 1));
  }
}
