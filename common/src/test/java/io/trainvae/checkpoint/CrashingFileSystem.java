package io.trainvae.checkpoint;

import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.Progressable;

/**
 * The local disk as a process sees it that is killed after so many changes: every later change
 * fails, and changes nothing. Like an object store it knows no renaming: its scheme is one of
 * those.
 */
public final class CrashingFileSystem extends RawLocalFileSystem {
  static final String SCHEME = "obs";

  /** Changes that are left; set by a test. */
  public static int changesLeft = Integer.MAX_VALUE;

  @Override
  public String getScheme() {
    return SCHEME;
  }

  @Override
  public URI getUri() {
    return URI.create(SCHEME + ":///");
  }

  private static void change() throws IOException {
    if (changesLeft == 0) {
      throw new IOException("killed");
    }
    changesLeft--;
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      boolean overwrite,
      int buffer,
      short replication,
      long block,
      Progressable progress)
      throws IOException {
    change();
    return super.create(file, overwrite, buffer, replication, block, progress);
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    change();
    return super.delete(path, recursive);
  }

  @Override
  public boolean rename(Path from, Path to) {
    throw new UnsupportedOperationException("no renaming");
  }
}
