package io.trainvae.checkpoint;

import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.Progressable;

/**
 * The local disk as seen by a process that is killed after a given number of changes: every later
 * change fails and changes nothing. Or a single change fails, as a request to a server may. Like an
 * object store it cannot rename, because its scheme is that of an object store.
 */
public final class CrashingFileSystem extends RawLocalFileSystem {
  static final String SCHEME = "obs";

  /** Changes that are left; set by a test. */
  public static int changesLeft = Integer.MAX_VALUE;

  /** Changes before the one that fails; set by a test. */
  public static int changesBeforeFailure = Integer.MAX_VALUE;

  /** Whether the failing change is executed nevertheless, as if only the answer were lost. */
  public static boolean failureIsMade;

  /** Creates a file only if it does not exist, atomically, as S3A does from 3.4.2 on. */
  @Override
  public boolean hasPathCapability(Path path, String capability) throws IOException {
    return capability.equals("fs.option.create.conditional.overwrite")
        || super.hasPathCapability(path, capability);
  }

  @Override
  public String getScheme() {
    return SCHEME;
  }

  @Override
  public URI getUri() {
    return URI.create(SCHEME + ":///");
  }

  /**
   * @return whether this change is made, and reported as failed
   */
  private static boolean changeFails() throws IOException {
    if (changesLeft == 0) {
      throw new IOException("killed");
    }
    changesLeft--;
    boolean fails = changesBeforeFailure-- == 0;
    if (fails && !failureIsMade) {
      throw new IOException("no answer");
    }
    return fails;
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
    boolean fails = changeFails();
    FSDataOutputStream stream = super.create(file, overwrite, buffer, replication, block, progress);
    return fails ? new Unanswered(stream) : stream;
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    boolean fails = changeFails();
    boolean deleted = super.delete(path, recursive);
    if (fails) {
      throw new IOException("no answer");
    }
    return deleted;
  }

  @Override
  public boolean rename(Path from, Path to) {
    throw new UnsupportedOperationException("no renaming");
  }

  /** A file that is complete when closing it fails. */
  private static final class Unanswered extends FSDataOutputStream {
    private final FSDataOutputStream stream;

    Unanswered(FSDataOutputStream stream) {
      super(stream, null);
      this.stream = stream;
    }

    @Override
    public void close() throws IOException {
      stream.close();
      throw new IOException("no answer");
    }
  }
}
