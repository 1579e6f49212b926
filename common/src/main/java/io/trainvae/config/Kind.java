package io.trainvae.config;

import com.fasterxml.jackson.databind.JsonNode;

/** The type and bounds of a value. */
interface Kind {

  /** Type and bounds in words: {@code a whole number from 1 to 100}. */
  String expected();

  /**
   * Checks a value and reports its errors.
   *
   * @param key the full key, for the report
   * @return the value with defaults filled in; of no meaning when a problem was reported
   */
  JsonNode check(String key, JsonNode value, Problems problems);
}
