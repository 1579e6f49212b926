package io.trainvae.storage;

import io.trainvae.error.JobException;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/** From a user's words to a path, and from a path to its file system. */
final class Locations {
  private static final Pattern URI = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):(//|/).*");
  private static final Set<String> OBJECT_STORES =
      Set.of("s3a", "s3", "s3n", "gs", "oss", "cosn", "obs");

  private Locations() {}

  static Path path(String text, Configuration conf) {
    if (text.isBlank()) {
      throw JobException.usage("Cannot use an empty path: expected a local path or a URI");
    }
    Matcher uri = URI.matcher(text);
    return uri.matches() ? remote(text, uri.group(1).toLowerCase(Locale.ROOT), conf) : local(text);
  }

  static boolean isObjectStore(Path path) {
    return OBJECT_STORES.contains(path.toUri().getScheme());
  }

  static boolean isS3a(Path path) {
    return "s3a".equals(path.toUri().getScheme());
  }

  /**
   * Hadoop's local file system puts a hidden .crc file beside each file; local disks do without.
   */
  static FileSystem withoutChecksumFiles(FileSystem fileSystem) {
    return fileSystem instanceof LocalFileSystem local ? local.getRawFileSystem() : fileSystem;
  }

  private static Path local(String text) {
    try {
      return new Path(
          "file", null, java.nio.file.Path.of(text).toAbsolutePath().normalize().toString());
    } catch (IllegalArgumentException e) {
      throw JobException.usage("Cannot use path \"%s\": %s".formatted(text, e.getMessage()));
    }
  }

  private static Path remote(String text, String scheme, Configuration conf) {
    try {
      FileSystem.getFileSystemClass(scheme, conf);
      Path path = new Path(text);
      refuseSecrets(path, text);
      if (Set.of("s3a", "hdfs").contains(scheme) && path.toUri().getRawAuthority() == null) {
        throw JobException.usage(
            "Cannot use %s: expected %s://%s/path"
                .formatted(text, scheme, scheme.equals("s3a") ? "bucket" : "host:port"));
      }
      return path;
    } catch (IOException | RuntimeException e) {
      throw e instanceof JobException known ? known : unusable(Redaction.text(text), scheme, e);
    }
  }

  /** They would be seen in process lists, in Spark's pages and in its logs. */
  private static void refuseSecrets(Path path, String text) {
    String userInfo = path.toUri().getRawUserInfo();
    if (userInfo != null && userInfo.contains(":")) {
      throw JobException.usage(
          "Cannot use %s: it holds a password or key; give it to Hadoop by its own settings, a credential provider or the environment"
              .formatted(Redaction.text(text)));
    }
  }

  private static JobException unusable(String text, String scheme, Exception e) {
    if (scheme.equals("s3a")) {
      return JobException.usage(
          "Cannot use %s: hadoop-aws is not on the class path; put it there with --packages org.apache.hadoop:hadoop-aws:%s"
              .formatted(text, org.apache.hadoop.util.VersionInfo.getVersion()));
    }
    if (e instanceof IOException) {
      return JobException.usage(
          "Cannot use %s: unknown scheme %s, expected a bare path, file, hdfs or s3a"
              .formatted(text, scheme));
    }
    return JobException.usage("Cannot use %s: %s".formatted(text, e.getMessage()));
  }
}
