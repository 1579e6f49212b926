package io.trainvae.deploy;

import java.io.ByteArrayInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.MultipartUploader;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UploadHandle;

/** A writer that dies after the first part of its upload. */
final class BrokenUpload {
  private BrokenUpload() {}

  /**
   * @param args where the object would stand
   */
  public static void main(String[] args) throws Exception {
    Path path = new Path(args[0]);
    FileSystem fileSystem = path.getFileSystem(new Configuration());
    byte[] part = new byte[1000];
    MultipartUploader uploader = fileSystem.createMultipartUploader(path).build();
    UploadHandle upload = uploader.startUpload(path).get();
    uploader.putPart(upload, 1, path, new ByteArrayInputStream(part), part.length).get();
    Runtime.getRuntime().halt(0);
  }
}
