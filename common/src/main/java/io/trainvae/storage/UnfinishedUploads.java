package io.trainvae.storage;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.MultipartUploader;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Parts of objects that a killed writer left in an object store. No listing shows them, but they
 * cost as much as visible objects.
 */
final class UnfinishedUploads {
  private static final Logger LOG = LoggerFactory.getLogger(UnfinishedUploads.class);

  private UnfinishedUploads() {}

  /** Never fails: a store that does not let us look does not stop a job that can write. */
  static void clear(Path folder, Configuration conf) {
    if (!Locations.isObjectStore(folder)) {
      return;
    }
    try {
      FileSystem fileSystem = folder.getFileSystem(conf);
      if (!fileSystem.hasPathCapability(folder, CommonPathCapabilities.FS_MULTIPART_UPLOADER)) {
        return;
      }
      try (MultipartUploader uploader = fileSystem.createMultipartUploader(folder).build()) {
        int cleared = uploader.abortUploadsUnderPath(folder).join();
        if (cleared > 0) {
          LOG.info("Gave up {} unfinished uploads under {}", cleared, folder);
        }
      }
    } catch (IOException
        | CompletionException
        | CancellationException
        | UnsupportedOperationException e) {
      LOG.warn("Cannot look for unfinished uploads under {}: {}", folder, StorageErrors.reason(e));
    }
  }
}
