package io.trainvae.config;

import com.fasterxml.jackson.databind.JsonNode;

/** Settings that are right alone and make no sense together. */
final class Contradictions {
  private Contradictions() {}

  static void check(Overrides overrides, JsonNode config, Problems problems) {
    boolean quantiles = "quantile".equals(config.at("/decode/spacing").asText());
    overrides
        .value("decode.range")
        .filter(range -> quantiles)
        .ifPresent(
            range ->
                problems.add(
                    "decode.range: met %s, but decode.spacing is quantile, which has no range"
                        .formatted(range)));
  }
}
