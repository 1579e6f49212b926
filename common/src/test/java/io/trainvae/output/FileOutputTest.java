package io.trainvae.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.checkpoint.CrashingFileSystem;
import io.trainvae.error.JobException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Outputs of files whose names are always the same, on a disk and on a store without renaming. */
class FileOutputTest extends OutputFixture {
  private static final OutputKind PAIR =
      new Kind("pair", "pair.json", "it is no pair", false, Set.of("a", "b"));

  private void write(org.apache.hadoop.fs.Path root, String content, String... names) {
    try (OutputFolder output = OutputFolder.claim(storage, root, PAIR, line -> {})) {
      for (String name : names) {
        output.write(name, content.getBytes(UTF_8));
      }
      output.publish(splits -> content.getBytes(UTF_8));
    }
  }

  /** Name and content of every file, without leases. */
  private TreeMap<String, String> files() throws IOException {
    TreeMap<String, String> files = new TreeMap<>();
    try (Stream<Path> children = Files.list(folder.resolve("out"))) {
      for (Path file : children.filter(child -> !child.endsWith(".lease.json")).toList()) {
        files.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return files;
  }

  @Test
  void filesAreReplacedWhenTheNewOnesAreComplete() throws IOException {
    for (org.apache.hadoop.fs.Path root : List.of(onDisk(), onStore())) {
      write(root, "one", "a", "b");
      try (OutputFolder output = OutputFolder.claim(storage, root, PAIR, line -> {})) {
        output.write("a", "two".getBytes(UTF_8));
      }
      // Not published.
      assertThat(files()).hasToString("{a=one, b=one, pair.json=one}");
      write(root, "three", "b");
      assertThat(files()).hasToString("{b=three, pair.json=three}");
      storage.delete(root);
    }
  }

  @Test
  void othersFilesAreRefused() throws IOException {
    Files.createDirectories(folder.resolve("out"));
    for (String name : List.of("a", "c", "split=train")) {
      Path mine = Files.writeString(folder.resolve("out").resolve(name), "mine");
      for (org.apache.hadoop.fs.Path root : List.of(onDisk(), onStore())) {
        assertThatThrownBy(() -> write(root, "x", "a"))
            .isInstanceOf(JobException.class)
            .hasMessageContaining("Cannot write a pair to %s: it ".formatted(root))
            .hasMessageEndingWith("expected nothing, an empty folder or a pair to replace");
      }
      assertThat(files()).hasToString("{%s=mine}".formatted(name));
      Files.delete(mine);
    }
  }

  /** A process is killed, or a request of it fails. */
  @Test
  void whereAWriterBreaksOffTheMarkIsThatOfAllFilesOrThereIsNone() throws IOException {
    boolean broke = true;
    int unmarked = 0;
    for (int changes = 0; broke; changes++) {
      for (boolean killed : new boolean[] {true, false}) {
        storage.delete(onDisk());
        write(onStore(), "former", "a", "b");
        CrashingFileSystem.changesLeft = killed ? changes : Integer.MAX_VALUE;
        CrashingFileSystem.changesBeforeFailure = killed ? Integer.MAX_VALUE : changes;
        broke = breaksOff();
        survive();
        TreeMap<String, String> left = files();
        String mark = left.get("pair.json");
        unmarked += mark == null ? 1 : 0;
        if (mark != null) {
          assertThat(left).hasToString("{a=%s, b=%s, pair.json=%s}".formatted(mark, mark, mark));
        } else if (!killed) {
          assertThat(left).isEmpty();
        }
        // To take over from a dead process takes two seconds: once will do.
        if (mark == null && killed && unmarked == 1) {
          killLease();
          write(onStore(), "next", "a", "b");
          assertThat(files()).hasToString("{a=next, b=next, pair.json=next}");
        }
      }
    }
    assertThat(unmarked).isGreaterThan(3);
  }

  private boolean breaksOff() {
    try {
      write(onStore(), "new", "a", "b");
      return false;
    } catch (JobException e) {
      return true;
    }
  }

  /** Makes the lease that was left a dead process's. */
  private void killLease() throws IOException {
    Path lease = folder.resolve("out/.lease.json");
    Files.writeString(
        lease, Files.readString(lease).replaceFirst("\"pid\" : \\d+", "\"pid\" : 99999999"));
  }
}
