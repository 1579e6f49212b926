package io.trainvae.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.data.Split;
import io.trainvae.error.JobException;
import io.trainvae.lease.Lease;
import io.trainvae.lease.LeasedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Who may write to an output, and what its readers see, on a disk and on a store without renaming.
 */
class OutputFolderTest extends NotesFixture {
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
}
