package io.trainvae.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.checkpoint.CrashingFileSystem;
import io.trainvae.data.Split;
import io.trainvae.error.JobException;
import io.trainvae.lease.Lease;
import io.trainvae.lease.LeasedFolder;
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
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    CrashingFileSystem.changesBeforeFailure = Integer.MAX_VALUE;
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
    for (Split split : Split.REQUIRED) {
      String name = "part-%d.txt".formatted(written++);
      storage.writeAtomically(
          new org.apache.hadoop.fs.Path(output.target(split), name), content.getBytes(UTF_8));
    }
  }

  /** The files that a reader sees: those that the mark lists, or all if it lists none. */
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

  /** A request that fails, whether it was carried out or not; the store answers again after. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRequestThatFailsLeavesTheFormerContentOrTheNewOne(boolean made) throws IOException {
    CrashingFileSystem.failureIsMade = made;
    int changes = 0;
    boolean failed = true;
    while (failed) {
      storage.delete(onDisk());
      write(onStore(), "former");
      CrashingFileSystem.changesBeforeFailure = changes++;
      try {
        write(onStore(), "new");
        assertThat(read()).containsExactly("new", "new");
      } catch (JobException e) {
        assertThat(e).hasMessageContaining("no answer");
        assertThat(read()).isIn(List.of("former", "former"), List.of("new", "new"));
      }
      failed = CrashingFileSystem.changesBeforeFailure < 0;
      CrashingFileSystem.changesBeforeFailure = Integer.MAX_VALUE;
      storage.delete(new org.apache.hadoop.fs.Path(onDisk(), ".lease.json"));
      write(onStore(), "next");
      assertThat(read()).containsExactly("next", "next");
      assertThat(names("out/split=test")).hasSize(1);
    }
    assertThat(changes).isGreaterThan(8);
  }

  /** Its process stalled for so long that another one took the place over. */
  @Test
  void aWriterThatLostItsPlacePublishesNothing() throws IOException {
    for (String lease : List.of(".out.lease.json", "out/.lease.json")) {
      org.apache.hadoop.fs.Path root = lease.startsWith("out") ? onStore() : onDisk();
      storage.delete(onDisk());
      write(root, "former");
      try (OutputFolder output = OutputFolder.claim(storage, root, NOTES, line -> {})) {
        fill(output, "late");
        Path file = folder.resolve(lease);
        Files.writeString(
            file, Files.readString(file).replaceFirst("\"token\" : \"", "$0another-"));
        assertThatThrownBy(() -> output.publish(files -> ("late " + files).getBytes(UTF_8)))
            .hasMessageContaining("took it over");
      }
      assertThat(read()).containsExactly("former", "former");
    }
  }

  @Test
  void whatCameMeanwhileIsNotReplaced() throws Exception {
    Path mine = folder.resolve("out/split=train/mine.txt");
    try (OutputFolder output = OutputFolder.claim(storage, onDisk(), NOTES, line -> {})) {
      fill(output, "new");
      Files.createDirectories(mine.getParent());
      Files.writeString(mine, "mine");
      assertThatThrownBy(() -> output.publish(files -> "new".getBytes(UTF_8)))
          .hasMessageContaining("it has no notes");
    }
    // While the lease is waited for.
    storage.delete(onDisk());
    LeasedFolder place = LeasedFolder.output(storage, NOTES.name(), onDisk());
    Lease other = Lease.acquireBriefly(storage, place, line -> {});
    Thread writer =
        new Thread(
            () -> {
              try (other) {
                Thread.sleep(300);
                Files.createDirectories(mine.getParent());
                Files.writeString(mine, "mine");
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    writer.start();
    assertThatThrownBy(() -> OutputFolder.claim(storage, onDisk(), NOTES, line -> {}))
        .hasMessageContaining("it has no notes");
    writer.join();
    assertThat(mine).hasContent("mine");
  }

  /** A writer to a disk never writes into the place itself. Told before the work, not after it. */
  @Test
  void filesBesideTheLeaseOfADeadWriterAreSomebodysOnADisk() throws IOException {
    Files.writeString(folder.resolve(".out.lease.json"), "");
    Path mine = folder.resolve("out/split=train/mine.txt");
    Files.createDirectories(mine.getParent());
    Files.writeString(mine, "mine");
    assertThatThrownBy(() -> OutputFolder.claim(storage, onDisk(), NOTES, line -> {}))
        .hasMessageContaining("it has no notes");
    assertThat(mine).hasContent("mine");
  }

  @Test
  void whatCannotBeDeletedAfterThePublicationIsNoFailure() throws IOException {
    Configuration conf = new Configuration();
    conf.set("fs.file.impl", StickyDisk.class.getName());
    conf.setBoolean("fs.file.impl.disable.cache", true);
    storage = new Storage(conf);
    write(onDisk(), "former");
    write(onDisk(), "new");
    assertThat(read()).containsExactly("new", "new");
  }

  /** A disk on which somebody else's files cannot be deleted. */
  public static final class StickyDisk extends LocalFileSystem {
    public StickyDisk() {
      super(
          new RawLocalFileSystem() {
            @Override
            public boolean delete(org.apache.hadoop.fs.Path path, boolean recursive)
                throws IOException {
              if (path.getName().endsWith(".replaced") && exists(path)) {
                throw new IOException("Permission denied");
              }
              return super.delete(path, recursive);
            }
          });
    }
  }

  /** As a script makes it that begins with {@code mkdir -p}. */
  @Test
  void anEmptyFolderInItsPlaceDoesNotCostTheFormerContent() throws IOException {
    write(onDisk(), "former");
    Files.move(folder.resolve("out"), folder.resolve(".out.replaced"));
    Files.createDirectory(folder.resolve("out"));
    assertThat(OutputFolder.recover(storage, onDisk(), NOTES)).isTrue();
    assertThat(read()).containsExactly("former", "former");
    Files.move(folder.resolve("out"), folder.resolve(".out.replaced"));
    Files.createDirectory(folder.resolve("out"));
    OutputFolder.claim(storage, onDisk(), NOTES, line -> {}).close();
    assertThat(read()).containsExactly("former", "former");
    assertThat(names("")).containsExactly("out");
  }

  @Test
  void aReaderWaitsForTheMomentBetweenTwoRenames() throws Exception {
    write(onDisk(), "former");
    Path out = folder.resolve("out");
    Path replaced = folder.resolve(".out.replaced");
    Files.move(out, replaced);
    LeasedFolder place = LeasedFolder.output(storage, NOTES.name(), onDisk());
    try (Lease lease = Lease.acquire(storage, place, line -> {})) {
      Thread writer =
          new Thread(
              () -> {
                try {
                  Thread.sleep(300);
                  Files.move(replaced, out);
                } catch (IOException | InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      writer.start();
      assertThat(OutputFolder.recover(storage, onDisk(), NOTES)).isTrue();
      assertThat(read()).containsExactly("former", "former");
      writer.join();
      lease.verify();
    }
  }

  @Test
  void aLinkStaysOneAndItsWritersMeet() throws IOException {
    Files.createDirectories(folder.resolve("elsewhere/large"));
    Files.createSymbolicLink(folder.resolve("out"), folder.resolve("elsewhere/large"));
    write(onDisk(), "one");
    assertThat(folder.resolve("out")).isSymbolicLink();
    assertThat(names("elsewhere/large")).contains("notes.json");
    assertThat(names("")).containsExactly("elsewhere", "out");
    var behind = storage.path(folder.resolve("elsewhere/large").toString());
    try (OutputFolder output = OutputFolder.claim(storage, behind, NOTES, line -> {})) {
      assertThatThrownBy(() -> write(onDisk(), "two")).hasMessageContaining(": process ");
    }
  }

  /** It cannot be renamed, which would show when all work is done. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void aMountPointIsRefused() {
    assertThatThrownBy(() -> write(storage.path("/proc"), "x"))
        .hasMessage(
            "Cannot write a notebook to file:/proc: it is a mount point, which cannot be replaced; expected a folder within it");
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
