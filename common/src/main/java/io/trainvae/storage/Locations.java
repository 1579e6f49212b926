package io.trainvae.storage;

import io.trainvae.error.JobException;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/** Converts a user's text to a path, and finds the file system of a path. */
final class Locations {
  private static final Pattern REMOTE = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):(//|/).*");
  private static final Set<String> OBJECT_STORES =
      Set.of("s3a", "s3", "s3n", "gs", "oss", "cosn", "obs", "wasb", "wasbs");

  private static final String HADOOP_AZURE = "org.apache.hadoop:hadoop-azure";

  /** The libraries that Hadoop needs for a scheme and that Spark does not contain. */
  private static final Map<String, String> ADDITIONS =
      Map.of(
          "s3a", "org.apache.hadoop:hadoop-aws",
          "abfs", HADOOP_AZURE,
          "abfss", HADOOP_AZURE,
          "wasb", HADOOP_AZURE,
          "wasbs", HADOOP_AZURE,
          "oss", "org.apache.hadoop:hadoop-aliyun",
          "cosn", "org.apache.hadoop:hadoop-cos");

  private Locations() {}

  static Path path(String text, Configuration conf) {
    if (text.isBlank()) {
      throw JobException.usage("Cannot use an empty path: expected a local path or a URI");
    }
    Matcher uri = REMOTE.matcher(text);
    return uri.matches() ? remote(text, uri.group(1).toLowerCase(Locale.ROOT), conf) : local(text);
  }

  static boolean isObjectStore(Path path) {
    return OBJECT_STORES.contains(path.toUri().getScheme());
  }

  static boolean isOnDisk(Path qualified) {
    return "file".equals(qualified.toUri().getScheme());
  }

  /** A path that {@link #isOnDisk}, as Java has it. */
  static java.nio.file.Path onDisk(Path qualified) {
    return java.nio.file.Path.of(qualified.toUri().getPath());
  }

  static boolean isS3a(Path path) {
    return "s3a".equals(path.toUri().getScheme());
  }

  /**
   * Hadoop's local file system writes a hidden .crc file for each file; local disks do not need
   * one.
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
    requireFileSystem(text, scheme, conf);
    try {
      Path path = new Path(text);
      refuseSecrets(path, text);
      return withHost(path, text, scheme, conf);
    } catch (IllegalArgumentException e) {
      throw JobException.usage(
          "Cannot use %s: %s".formatted(Redaction.text(text), Redaction.text(e.getMessage())));
    }
  }

  /** Whatever Hadoop knows a class for may be used. */
  private static void requireFileSystem(String text, String scheme, Configuration conf) {
    try {
      FileSystem.getFileSystemClass(scheme, conf);
    } catch (IOException | RuntimeException e) {
      throw JobException.usage(
          "Cannot use %s: %s".formatted(Redaction.text(text), missing(scheme, e)));
    }
  }

  private static String missing(String scheme, Exception e) {
    String addition = ADDITIONS.get(scheme);
    if (addition != null) {
      return "%s is not on the class path; put it there with --packages %s:%s"
          .formatted(
              addition.substring(addition.indexOf(':') + 1),
              addition,
              org.apache.hadoop.util.VersionInfo.getVersion());
    }
    if (scheme.equals("gs")) {
      return "gcs-connector is not on the class path; put its shaded jar there with --jars";
    }
    return e instanceof IOException
        ? "unknown scheme %s, expected a bare path, file, hdfs, s3a or another that Hadoop knows"
            .formatted(scheme)
        : Redaction.text(e.getMessage());
  }

  /**
   * Refuses secrets in a URI. They would be visible in process lists, in Spark's pages and in its
   * logs.
   */
  private static void refuseSecrets(Path path, String text) {
    // Not URI.getUserInfo, which is null where the host has an underscore, as buckets may.
    String authority = path.toUri().getRawAuthority();
    int at = authority == null ? -1 : authority.lastIndexOf('@');
    if (at >= 0 && authority.substring(0, at).contains(":")) {
      throw JobException.usage(
          "Cannot use %s: it holds a password or key; give it to Hadoop by its own settings, a credential provider or the environment"
              .formatted(Redaction.text(text)));
    }
  }

  /** A URI without a host gets the host of {@code fs.defaultFS}, if both have the same scheme. */
  private static Path withHost(Path path, String text, String scheme, Configuration conf) {
    if (path.toUri().getRawAuthority() != null) {
      return path;
    }
    URI standard = FileSystem.getDefaultUri(conf);
    if (scheme.equals(standard.getScheme()) && standard.getRawAuthority() != null) {
      return path.makeQualified(standard, null);
    }
    if (scheme.equals("hdfs")) {
      throw JobException.usage(
          "Cannot use %s: expected hdfs://host:port/path, or fs.defaultFS to be of HDFS and not %s"
              .formatted(text, Redaction.text(standard.toString())));
    }
    if (OBJECT_STORES.contains(scheme)) {
      throw JobException.usage("Cannot use %s: expected %s://bucket/path".formatted(text, scheme));
    }
    return path;
  }
}
