package io.trainvae.deploy;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FsShell;
import org.apache.hadoop.fs.MultipartUploader;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UploadHandle;
import org.apache.hadoop.util.ToolRunner;

/**
 * Hadoop's own tools in a process with S3A, one command to each line of standard input, so that one
 * process serves all.
 */
final class S3Tools {
  private static final byte[] PART = new byte[1000];

  private final Configuration conf = new Configuration();

  private S3Tools() {}

  public static void main(String[] args) throws Exception {
    S3Tools tools = new S3Tools();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String line = in.readLine();
    for (int number = 1; line != null; number++) {
      List<String> words = Arrays.asList(line.split(" "));
      int exitCode = tools.run(words.get(0), words.subList(1, words.size()).toArray(String[]::new));
      System.out.println("command %d ended with %d".formatted(number, exitCode));
      line = in.readLine();
    }
  }

  private int run(String tool, String... args) throws Exception {
    return switch (tool) {
      case "fs" -> ToolRunner.run(conf, new FsShell(), args);
      case "s3guard" -> s3guard(args);
      case "leave-upload" -> leaveUpload(new Path(args[0]));
      default -> throw new IllegalArgumentException(tool);
    };
  }

  /** S3A is on this process's class path only. */
  private int s3guard(String... args) throws ReflectiveOperationException {
    return (int)
        Class.forName("org.apache.hadoop.fs.s3a.s3guard.S3GuardTool")
            .getMethod("run", Configuration.class, String[].class)
            .invoke(null, conf, args);
  }

  /** The state of a writer that dies after the first part of its upload. */
  private int leaveUpload(Path path) throws Exception {
    FileSystem fileSystem = path.getFileSystem(conf);
    // Not closed: that would give the upload up.
    MultipartUploader uploader = fileSystem.createMultipartUploader(path).build();
    UploadHandle upload = uploader.startUpload(path).get();
    uploader.putPart(upload, 1, path, new ByteArrayInputStream(PART), PART.length).get();
    return 0;
  }
}
