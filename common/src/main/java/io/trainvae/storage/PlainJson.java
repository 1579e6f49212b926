package io.trainvae.storage;

import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * JSON by Jackson's defaults. One mapper for all, since each keeps a cache of the classes it met.
 */
public final class PlainJson {
  /** Safe for any number of threads; its configuration must not be changed. */
  public static final ObjectMapper MAPPER = new ObjectMapper();

  private PlainJson() {}
}
