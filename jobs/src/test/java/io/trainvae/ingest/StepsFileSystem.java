package io.trainvae.ingest;

import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathFilter;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.util.functional.RemoteIterators;

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

  /** The local disk's own asks for permissions of files, and by no other scheme. */
  @Override
  protected RemoteIterator<LocatedFileStatus> listLocatedStatus(Path folder, PathFilter filter)
      throws IOException {
    return RemoteIterators.mappingRemoteIterator(
        RemoteIterators.remoteIteratorFromArray(listStatus(folder, filter)), this::located);
  }

  private LocatedFileStatus located(FileStatus file) throws IOException {
    FileStatus plain =
        new FileStatus(
            file.getLen(),
            file.isDirectory(),
            1,
            file.getBlockSize(),
            file.getModificationTime(),
            file.getPath());
    return new LocatedFileStatus(plain, getFileBlockLocations(plain, 0, plain.getLen()));
  }
}
