package io.trainvae.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StorageTest {
  @TempDir Path folder;
  private final Storage storage = new Storage(new Configuration());

  @Test
  void barePathsAreLocalAndRelativeToTheWorkingDirectory() {
    String here = Path.of("").toAbsolutePath().toString();
    assertThat(storage.path("runs/a:b c%20").toString())
        .isEqualTo("file:" + here + "/runs/a:b c%20");
    assertThat(storage.path("./x/../y/").toString()).isEqualTo("file:" + here + "/y");
    assertThat(storage.path("/tmp").toString()).isEqualTo("file:/tmp");
    assertThat(storage.path("file:///tmp/x").toString()).isEqualTo("file:/tmp/x");
    assertThat(storage.path("hdfs://name:8020/x").toString()).isEqualTo("hdfs://name:8020/x");
  }

  @Test
  void unusablePathsSayWhatIsExpected() {
    assertUsage("ftpx://a/b", "Cannot use ftpx://a/b: unknown scheme ftpx, expected a bare path,");
    assertUsage("hdfs:///x", "Cannot use hdfs:///x: expected hdfs://host:port/path");
    assertUsage(" ", "Cannot use an empty path: expected a local path or a URI");
    assertUsage("s3a://b/k", "hadoop-aws is not on the class path; put it there with --packages");
    assertUsage("zz://me:pw@h/x", "Cannot use zz://(redacted)@h/x: unknown scheme zz");
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "with blank", "a:b", "100%41", "*[x]?{y}", "ünï"})
  void whatIsWrittenIsReadAndNothingElseIsLeft(String name) throws IOException {
    var file = storage.path(folder.resolve("sub").resolve(name).toString());
    storage.writeAtomically(file, "one".getBytes(UTF_8));
    storage.writeAtomically(file, "two".getBytes(UTF_8));
    assertThat(storage.read(file)).asString(UTF_8).isEqualTo("two");
    assertThat(storage.exists(file)).isTrue();
    assertThat(storage.isFolder(file)).isFalse();
    assertThat(names(folder.resolve("sub"))).containsExactly(name);
    assertThat(storage.list(file.getParent())).hasSize(1);
    storage.delete(file);
    storage.delete(file);
    assertThat(storage.exists(file)).isFalse();
  }

  /** As the holder of a lease does with the folder that it has made for it. */
  @Test
  void aFolderThatAnotherProcessRemovesMeanwhileIsMadeAgain() throws Exception {
    Path parent = folder.resolve("run");
    AtomicBoolean done = new AtomicBoolean();
    Thread other =
        new Thread(
            () -> {
              while (!done.get()) {
                // Removes it only if it is empty.
                parent.toFile().delete();
                LockSupport.parkNanos(10_000_000);
              }
            });
    other.start();
    var file = storage.path(parent.resolve("lease.json").toString());
    for (int i = 0; i < 200; i++) {
      assertThat(storage.create(file, new byte[9])).isTrue();
      storage.delete(file);
    }
    done.set(true);
    other.join();
  }

  @Test
  void aFailedWriteLeavesWhatWasThere() throws IOException {
    Files.createDirectories(folder.resolve("target/full"));
    var target = storage.path(folder.resolve("target").toString());
    assertThatThrownBy(() -> storage.writeAtomically(target, new byte[3]))
        .isInstanceOf(JobException.class)
        .hasMessageStartingWith(
            "Cannot write file:%s/target: a folder is where a file is expected".formatted(folder));
    assertThat(names(folder)).containsExactly("target");
    assertThat(names(folder.resolve("target"))).containsExactly("full");
  }

  @Test
  void aFileAsParentIsReported() throws IOException {
    Files.writeString(folder.resolve("file"), "x");
    var below = storage.path(folder.resolve("file/a/b").toString());
    assertStorage(
        () -> storage.writeAtomically(below, new byte[1]),
        "Cannot write %s: a file is where a folder is expected".formatted(below));
    assertStorage(
        () -> storage.preflightWrite(below),
        "Cannot write into %s: a file is where a folder is expected".formatted(below));
  }

  @Test
  void absentFilesAreReported() {
    var absent = storage.path(folder.resolve("absent").toString());
    assertStorage(
        () -> storage.read(absent), "Cannot read %s: no such file or folder".formatted(absent));
    assertThat(storage.list(absent)).isEmpty();
    assertThat(storage.isFolder(absent)).isFalse();
    assertThatThrownBy(() -> storage.preflightRead(absent))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
        .hasMessage("Cannot read %s: no such file or folder".formatted(absent));
  }

  @Test
  void longFilesAreRefusedWhereShortOnesAreExpected() throws IOException {
    Files.writeString(folder.resolve("long"), "12345");
    var file = storage.path(folder.resolve("long").toString());
    assertThat(storage.read(file, 5)).hasSize(5);
    assertThatThrownBy(() -> storage.read(file, 4))
        .hasMessage("Cannot read %s: 5 bytes, expected at most 4".formatted(file));
  }

  @Test
  void preflightLeavesNothing() throws IOException {
    storage.preflightWrite(storage.path(folder.resolve("a/b/c").toString()));
    storage.preflightRead(storage.path(folder.toString()));
    assertThat(names(folder)).isEmpty();
  }

  @Test
  void anUnreachableNameNodeIsReportedWithinSeconds() {
    long start = System.nanoTime();
    assertStorage(
        () -> storage.preflightRead(storage.path("hdfs://127.0.0.1:1/data")),
        "Cannot read hdfs://127.0.0.1:1/data: the storage cannot be reached (");
    assertThat(System.nanoTime() - start).isLessThan(20_000_000_000L);
  }

  private void assertUsage(String text, String message) {
    assertThatThrownBy(() -> storage.path(text))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageContaining(message);
  }

  private static void assertStorage(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.STORAGE))
        .hasMessageStartingWith(message)
        .hasMessageNotContaining("\n");
  }

  private static List<String> names(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
