package io.trainvae.storage;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** What Hadoop's local file system does not do, or not in one step. */
final class LocalDisk {
  private LocalDisk() {}

  /** Renames a file over another one. Hadoop's rename falls back to copying. */
  static void replace(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Renames a file unless the name is taken. A hard link fails where the name is taken, in one
   * step; renaming replaces, and Hadoop's create looks first and writes then.
   *
   * @throws FileAlreadyExistsException if the name is taken
   */
  static void nameIfFree(Path from, Path to) throws IOException {
    try {
      Files.createLink(to, from);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException e) {
      // No hard links here, as on FAT: the name is taken in one step, its content comes after.
      Files.write(to, Files.readAllBytes(from), StandardOpenOption.CREATE_NEW);
    }
    Files.delete(from);
  }

  /**
   * Forces the entries of a folder and of those above it to the disk: a file that was synced is
   * found after a power cut only if its folder was synced too.
   */
  static void syncFolders(Path folder) throws IOException {
    // New folders are few and near the end; one level more than checkpoints/epoch-0001 needs.
    Path next = folder;
    for (int i = 0; i < 4 && next != null; i++) {
      try (FileChannel channel = FileChannel.open(next, StandardOpenOption.READ)) {
        channel.force(true);
      } catch (java.nio.file.AccessDeniedException e) {
        // Windows opens no folders; above our own there may be folders that we may not read.
        return;
      }
      next = next.getParent();
    }
  }

  /** A path without symbolic links, as far down as it is there. */
  static Path canonical(Path path) throws IOException {
    Path absolute = path.toAbsolutePath().normalize();
    for (Path there = absolute; there != null; there = there.getParent()) {
      if (Files.exists(there)) {
        return there.toRealPath().resolve(there.relativize(absolute));
      }
    }
    return absolute;
  }

  /**
   * Reads a file from the disk itself, past the page cache, where the file system allows that;
   * tmpfs, for example, has no disk.
   *
   * @param mostBytes to read
   */
  static byte[] readFromDisk(Path file, int mostBytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, ExtendedOpenOption.DIRECT)) {
      int block = Math.toIntExact(Files.getFileStore(file).getBlockSize());
      return read(channel, block, mostBytes);
    } catch (UnsupportedOperationException | FileSystemException e) {
      return Files.readAllBytes(file);
    }
  }

  private static byte[] read(FileChannel channel, int block, int mostBytes) throws IOException {
    byte[] bytes = new byte[Math.toIntExact(Math.min(channel.size(), mostBytes))];
    int buffered = Math.multiplyExact(block, Math.max(1, (1 << 20) / block));
    ByteBuffer buffer = ByteBuffer.allocateDirect(buffered + block).alignedSlice(block);
    buffer.limit(buffered);
    int done = 0;
    while (done < bytes.length) {
      buffer.position(0);
      int read = channel.read(buffer, done);
      if (read < 0) {
        return Arrays.copyOf(bytes, done);
      }
      int taken = Math.min(read, bytes.length - done);
      buffer.get(0, bytes, done, taken);
      done += taken;
    }
    return bytes;
  }
}
