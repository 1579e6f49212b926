package io.trainvae.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Disks that cannot do all that the usual ones can. */
@EnabledOnOs(OS.LINUX)
class LocalDiskTest {
  @TempDir Path folder;

  /** As on some network file systems; {@code /proc} answers the same. */
  @Test
  void foldersThatCannotBeForcedToADiskAreNoFailure() throws IOException {
    LocalDisk.syncFolders(Path.of("/proc/self"));
    LocalDisk.syncFolders(folder);
  }

  /** Files of {@code /dev/shm} have no disk that could be read past the page cache. */
  @Test
  void whatHasNoDiskIsReadAsItIs() throws IOException {
    Path inMemory = Files.createTempFile(Path.of("/dev/shm"), "train-vae", "");
    try {
      for (int length : new int[] {0, 1, 4096, (1 << 20) + 17}) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        for (Path file : new Path[] {inMemory, folder.resolve("on-disk")}) {
          Files.write(file, bytes);
          assertThat(LocalDisk.readFromDisk(file, length + 1)).isEqualTo(bytes);
          assertThat(LocalDisk.readFromDisk(file, length / 2)).hasSize(length / 2);
        }
      }
    } finally {
      Files.delete(inMemory);
    }
  }

  @Test
  void mountPointsAreKnown() throws IOException {
    assertThat(LocalDisk.isMountPoint(Path.of("/proc"))).isTrue();
    assertThat(LocalDisk.isMountPoint(Path.of("/proc/self"))).isFalse();
    assertThat(LocalDisk.isMountPoint(folder)).isFalse();
    assertThat(LocalDisk.isMountPoint(folder.resolve("absent"))).isFalse();
  }
}
