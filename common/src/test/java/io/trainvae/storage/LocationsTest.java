package io.trainvae.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.LocalFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * All schemes that Hadoop resolves are accepted; for others, one line says which library to add.
 */
class LocationsTest {
  private final Configuration conf = new Configuration();
  private final Storage storage = new Storage(conf);

  @ParameterizedTest
  @CsvSource({
    "hdfs://name:8020, hdfs:///a/b, hdfs://name:8020/a/b",
    "hdfs://cluster, hdfs:/a, hdfs://cluster/a",
    "hdfs://cluster, hdfs://other:8020/a, hdfs://other:8020/a",
    "viewfs://cluster, viewfs:///a, viewfs://cluster/a",
    "hdfs://cluster, viewfs:///a, viewfs:/a",
    "hdfs://cluster, /a, file:/a"
  })
  void aUriWithoutAHostIsOfTheDefaultFileSystem(String standard, String text, String expected) {
    conf.set("fs.defaultFS", standard);
    assertThat(storage.path(text).toString()).isEqualTo(expected);
  }

  @Test
  void aUriWithoutAHostIsRefusedWhereNoneIsTheDefault() {
    assertRefused(
        "hdfs:///a",
        "Cannot use hdfs:///a: expected hdfs://host:port/path, or fs.defaultFS to be of HDFS and not file:///");
    conf.set("fs.defaultFS", "hdfs://cluster");
    conf.setClass("fs.s3a.impl", LocalFileSystem.class, org.apache.hadoop.fs.FileSystem.class);
    assertRefused("s3a:///a", "Cannot use s3a:///a: expected s3a://bucket/path");
  }

  @Test
  void aMountTableIsFollowed(@TempDir Path folder) throws Exception {
    conf.set("fs.viewfs.mounttable.default.link./data", folder.toUri().toString());
    conf.set("fs.viewfs.mounttable.cluster.link./other", folder.toUri().toString());
    var file = storage.path("viewfs:///data/sub/file");
    storage.preflightWrite(file.getParent());
    storage.writeAtomically(file, "one".getBytes(UTF_8));
    storage.writeAtomically(file, "two".getBytes(UTF_8));
    assertThat(storage.read(storage.path("viewfs://cluster/other/sub/file")))
        .asString(UTF_8)
        .isEqualTo("two");
    assertThat(Files.readString(folder.resolve("sub/file"))).isEqualTo("two");
  }

  @Test
  void aContainerBeforeTheAccountIsNoSecret() {
    conf.setClass("fs.abfss.impl", LocalFileSystem.class, org.apache.hadoop.fs.FileSystem.class);
    String text = "abfss://container@account.dfs.core.windows.net/a";
    assertThat(storage.path(text).toString()).isEqualTo(text);
    assertRefused(
        "abfss://container:hush@account.dfs.core.windows.net/a",
        "Cannot use abfss://(redacted)@account.dfs.core.windows.net/a: it holds a password or key; "
            + "give it to Hadoop by its own settings, a credential provider or the environment");
  }

  @Test
  void aKeyBeforeABucketWithAnUnderscoreIsASecretToo() {
    conf.setClass("fs.s3a.impl", LocalFileSystem.class, org.apache.hadoop.fs.FileSystem.class);
    assertThatThrownBy(() -> storage.path("s3a://key:hush@my_bucket/a"))
        .hasMessageStartingWith(
            "Cannot use s3a://(redacted)@my_bucket/a: it holds a password or key;");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          s3a://bucket/a        | hadoop-aws is not on the class path; put it there with --packages org.apache.hadoop:hadoop-aws:3.
          abfss://box@account/a | hadoop-azure is not on the class path; put it there with --packages org.apache.hadoop:hadoop-azure:3.
          wasb://box@account/a  | hadoop-azure is not on the class path
          oss://bucket/a        | hadoop-aliyun is not on the class path
          gs://bucket/a         | gcs-connector is not on the class path; put its shaded jar there with --jars
          gopher://host/a       | unknown scheme gopher, expected a bare path, file, hdfs, s3a or another that Hadoop knows
          """)
  void whatIsNotOnTheClassPathIsNamed(String text, String message) {
    assertThatThrownBy(() -> storage.path(text))
        .hasMessageStartingWith("Cannot use %s: %s".formatted(text, message));
  }

  private void assertRefused(String text, String message) {
    assertThatThrownBy(() -> storage.path(text))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage(message);
  }
}
