package io.trainvae.ingest;

import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * The local disk under a scheme that promises nothing about renaming, as an object store's does
 * not.
 */
public final class StepsFileSystem extends RawLocalFileSystem {
  /** Creates a file only if it does not exist, atomically, as S3A does from 3.4.2 on. */
  @Override
  public boolean hasPathCapability(Path path, String capability) throws IOException {
    return capability.equals("fs.option.create.conditional.overwrite")
        || super.hasPathCapability(path, capability);
  }

  @Override
  public String getScheme() {
    return "steps";
  }

  @Override
  public URI getUri() {
    return URI.create("steps:///");
  }
}
