package io.trainvae.storage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.Progressable;

/** The local disk, which remembers which files were forced to it. */
public final class SyncRecordingFileSystem extends LocalFileSystem {
  /** Names of temporary files, which contain the file's own name. */
  public static final List<String> SYNCED = new ArrayList<>();

  public SyncRecordingFileSystem() {
    super(new Recording());
  }

  private static final class Recording extends RawLocalFileSystem {
    @Override
    public FSDataOutputStream create(
        Path file,
        boolean overwrite,
        int buffer,
        short replication,
        long block,
        Progressable progress)
        throws IOException {
      FSDataOutputStream stream =
          super.create(file, overwrite, buffer, replication, block, progress);
      return new FSDataOutputStream(stream, null) {
        @Override
        public void hsync() throws IOException {
          stream.hsync();
          SYNCED.add(file.getName());
        }
      };
    }
  }
}
