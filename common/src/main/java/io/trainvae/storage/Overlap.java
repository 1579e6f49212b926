package io.trainvae.storage;

import io.trainvae.error.JobException;
import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.net.NetUtils;

/**
 * Keeps a command from writing into its input: an output folder must not equal, contain or lie
 * within an input folder.
 */
public final class Overlap {
  private static final int HDFS_PORT = 8020;

  private final Storage storage;
  private final String outputName;
  private final Path output;

  /**
   * @param outputName the user's word for it: {@code run}, {@code data set}
   */
  public Overlap(Storage storage, String outputName, Path output) {
    this.storage = storage;
    this.outputName = outputName;
    this.output = output;
  }

  /**
   * @param inputName the user's word for it: {@code the data set}, {@code the source}
   * @throws JobException usage, if the output and this input overlap
   */
  public void refuse(String inputName, Path input) {
    String to = canonical(output);
    String from = canonical(input);
    String relation =
        to.equals(from)
            ? "it is"
            : to.startsWith(from) ? "it lies within" : from.startsWith(to) ? "it holds" : null;
    if (relation != null) {
      throw JobException.usage(
          "Cannot write %s %s: %s %s that the command reads (%s); expected a separate folder"
              .formatted(
                  outputName,
                  Redaction.text(output.toString()),
                  relation,
                  inputName,
                  Redaction.text(input.toString())));
    }
  }

  /** The same text for all ways to say the same place, with a slash at its end. */
  private String canonical(Path path) {
    Configuration conf = storage.configuration();
    try {
      FileSystem fileSystem = path.getFileSystem(conf);
      Path qualified = fileSystem.makeQualified(path);
      String scheme = qualified.toUri().getScheme();
      if (Locations.isOnDisk(qualified)) {
        return asFolder("file:" + LocalDisk.canonical(Locations.onDisk(qualified)));
      }
      URI uri = qualified.toUri();
      URI complete = "hdfs".equals(scheme) ? NetUtils.getCanonicalUri(uri, HDFS_PORT) : uri;
      return asFolder(complete.normalize().toString());
    } catch (IOException e) {
      throw StorageErrors.of("look at", path, e);
    }
  }

  private static String asFolder(String text) {
    return text.endsWith("/") ? text : text + "/";
  }
}
