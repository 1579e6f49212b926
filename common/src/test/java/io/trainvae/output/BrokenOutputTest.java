package io.trainvae.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.checkpoint.CrashingFileSystem;
import io.trainvae.error.JobException;
import io.trainvae.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Writers that die, fail or lose their place at any moment of a publication. */
class BrokenOutputTest extends NotesFixture {
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
  @Tag("long")
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
