package io.trainvae.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.checkpoint.CrashingFileSystem;
import io.trainvae.data.Split;
import io.trainvae.error.JobException;
import io.trainvae.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Outputs on a disk, and on a store without renaming whose writer dies after any change. */
class OutputFolderTest {
  private static final OutputKind NOTES =
      new OutputKind() {
        @Override
        public String name() {
          return "notebook";
        }

        @Override
        public String withArticle() {
          return "a notebook";
        }

        @Override
        public String mark() {
          return "notes.json";
        }

        @Override
        public boolean hasSuccess() {
          return true;
        }

        @Override
        public Set<String> otherNames() {
          return Set.of();
        }

        @Override
        public Optional<String> refusal(
            Storage storage, org.apache.hadoop.fs.Path root, Set<String> names) {
          return names.contains(mark()) ? Optional.empty() : Optional.of("it has no notes");
        }
      };

  @TempDir Path folder;
  private Storage storage;
  private int written;

  @BeforeEach
  void open() {
    Configuration conf = new Configuration();
    conf.set("fs.obs.impl", CrashingFileSystem.class.getName());
    conf.setBoolean("fs.obs.impl.disable.cache", true);
    storage = new Storage(conf);
  }

  @AfterEach
  void survive() {
    CrashingFileSystem.changesLeft = Integer.MAX_VALUE;
  }

  private org.apache.hadoop.fs.Path onDisk() {
    return storage.path(folder.resolve("out").toString());
  }

  private org.apache.hadoop.fs.Path onStore() {
    return new org.apache.hadoop.fs.Path("obs://" + folder.resolve("out"));
  }

  private void write(org.apache.hadoop.fs.Path root, String content) {
    try (OutputFolder output = OutputFolder.claim(storage, root, NOTES, line -> {})) {
      fill(output, content);
      output.publish(files -> (content + " " + files).getBytes(UTF_8));
    }
  }

  private void fill(OutputFolder output, String content) {
    for (Split split : Split.values()) {
      String name = "part-%d.txt".formatted(written++);
      storage.writeAtomically(
          new org.apache.hadoop.fs.Path(output.target(split), name), content.getBytes(UTF_8));
    }
  }

  /** What a reader gets: the files that the mark lists, or all of them where it lists none. */
  private List<String> read() throws IOException {
    Path mark = folder.resolve("out/notes.json");
    if (!Files.exists(mark)) {
      return List.of();
    }
    String listed = Files.readString(mark);
    List<String> contents = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder.resolve("out"))) {
      for (Path file : files.filter(file -> file.toString().endsWith(".txt")).sorted().toList()) {
        String name = file.getFileName().toString();
        if (!listed.contains("part-")
            || listed.contains(name + "]")
            || listed.contains(name + ",")) {
          contents.add(Files.readString(file));
        }
      }
    }
    return contents;
  }

  private List<String> names(String name) throws IOException {
    try (Stream<Path> children = Files.list(folder.resolve(name))) {
      return children.map(child -> child.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aDiskSeesTheFormerContentUntilTheNewOneIsComplete() throws IOException {
    write(onDisk(), "one");
    try (OutputFolder output = OutputFolder.claim(storage, onDisk(), NOTES, line -> {})) {
      fill(output, "two");
      assertThat(read()).containsExactly("one", "one");
      assertThat(output.written(Split.TRAIN)).hasSize(1);
    }
    // Not published.
    assertThat(read()).containsExactly("one", "one");
    write(onDisk(), "three");
    assertThat(read()).containsExactly("three", "three");
    assertThat(names("out")).containsExactly("_SUCCESS", "notes.json", "split=test", "split=train");
    assertThat(names("")).containsExactly("out");
  }

  @Test
  void twoWritersAreNotLetInTogether() {
    for (org.apache.hadoop.fs.Path root : List.of(onDisk(), onStore())) {
      try (OutputFolder first = OutputFolder.claim(storage, root, NOTES, line -> {})) {
        fill(first, "first");
        assertThatThrownBy(() -> write(root, "second"))
            .isInstanceOf(JobException.class)
            .hasMessageStartingWith("Cannot write to notebook %s: process ".formatted(root));
        first.publish(files -> "first".getBytes(UTF_8));
      }
      storage.delete(root);
    }
  }

  @Test
  void whatIsNotOursIsRefusedBeforeTheLeaseIsTaken() throws IOException {
    Files.createDirectories(folder.resolve("out/split=train"));
    Files.writeString(folder.resolve("out/split=train/mine.txt"), "mine");
    for (org.apache.hadoop.fs.Path root : List.of(onDisk(), onStore())) {
      assertThatThrownBy(() -> write(root, "x"))
          .hasMessage(
              "Cannot write a notebook to %s: it has no notes; expected nothing, an empty folder or a notebook to replace"
                  .formatted(root));
    }
    assertThat(names("")).containsExactly("out");
    assertThat(names("out")).containsExactly("split=train");
  }

  @Test
  void aStoreWithoutRenamingListsItsFiles() throws IOException {
    write(onStore(), "one");
    write(onStore(), "two");
    assertThat(read()).containsExactly("two", "two");
    assertThat(Files.readString(folder.resolve("out/notes.json")))
        .isEqualTo("two {TRAIN=[part-2.txt], TEST=[part-3.txt]}");
    assertThat(names("out/split=train")).containsExactly("part-2.txt");
    assertThat(names("out")).containsExactly("_SUCCESS", "notes.json", "split=test", "split=train");
  }

  @Test
  void aWriterThatDiesAfterAnyChangeLeavesTheFormerContentOrTheNewOne() throws IOException {
    int changes = 0;
    boolean died = true;
    boolean sawNew = false;
    while (died) {
      storage.delete(onDisk());
      write(onStore(), "former");
      CrashingFileSystem.changesLeft = changes++;
      died = diesWriting();
      CrashingFileSystem.changesLeft = Integer.MAX_VALUE;
      List<String> seen = read();
      assertThat(seen).isIn(List.of("former", "former"), List.of("new", "new"));
      sawNew |= died && seen.contains("new");
      // The lease is a dead process's.
      storage.delete(new org.apache.hadoop.fs.Path(onDisk(), ".lease.json"));
      write(onStore(), "next");
      assertThat(read()).containsExactly("next", "next");
      assertThat(names("out/split=test")).hasSize(1);
    }
    assertThat(changes).isGreaterThan(8);
    assertThat(sawNew).as("died after the publication, before the former files were gone").isTrue();
  }

  @Test
  void aFailureAfterThePublicationIsNoFailure() throws IOException {
    OutputFolder output = OutputFolder.claim(storage, onStore(), NOTES, line -> {});
    fill(output, "new");
    output.publish(files -> ("new " + files).getBytes(UTF_8));
    CrashingFileSystem.changesLeft = 0;
    output.close();
    assertThat(read()).containsExactly("new", "new");
  }

  private boolean diesWriting() {
    try {
      write(onStore(), "new");
      return CrashingFileSystem.changesLeft == 0;
    } catch (JobException e) {
      return true;
    }
  }
}
