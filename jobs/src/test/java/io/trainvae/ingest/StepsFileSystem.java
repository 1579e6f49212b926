package io.trainvae.ingest;

import java.net.URI;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * The local disk under a scheme that promises nothing about renaming, as an object store's does
 * not.
 */
public final class StepsFileSystem extends RawLocalFileSystem {
  @Override
  public String getScheme() {
    return "steps";
  }

  @Override
  public URI getUri() {
    return URI.create("steps:///");
  }
}
