package io.trainvae.storage;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Operations on local disks that Hadoop's local file system lacks or does not do atomically. */
final class LocalDisk {
  private static final Pattern ESCAPE = Pattern.compile("\\\\([0-7]{3})");

  /** A multiple of every file system's block. */
  private static final int BUFFER = 1 << 20;

  private static ByteBuffer buffer;

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
      } catch (IOException e) {
        if (!isUnsupported(e)) {
          throw e;
        }
      }
      next = next.getParent();
    }
  }

  /** Some network file systems cannot force folders to a disk, and say so by such an error. */
  private static boolean isUnsupported(IOException e) {
    String message = String.valueOf(e.getMessage());
    return message.contains("Invalid argument")
        || message.contains("not supported")
        || message.contains("Bad file descriptor");
  }

  /** Whether a folder is a mount point; Linux only. */
  static boolean isMountPoint(Path folder) throws IOException {
    Path mounts = Path.of("/proc/self/mountinfo");
    if (!Files.exists(mounts)) {
      return false;
    }
    String name = canonical(folder).toString();
    try (Stream<String> lines = Files.lines(mounts)) {
      return lines.map(line -> unescaped(line.split(" ")[4])).anyMatch(name::equals);
    }
  }

  /** The kernel writes a blank as {@code \\040}. */
  private static String unescaped(String mountPoint) {
    return ESCAPE
        .matcher(mountPoint)
        .replaceAll(
            code ->
                Matcher.quoteReplacement(Character.toString(Integer.parseInt(code.group(1), 8))));
  }

  /** A path without symbolic links, as far as it exists. */
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
   * Reads a file from the disk itself, past the page cache, where the file system allows that. Some
   * refuse it when the file is opened, some when it is read; tmpfs, for example, has no disk.
   *
   * @param mostBytes to read
   */
  static byte[] readFromDisk(Path file, int mostBytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, ExtendedOpenOption.DIRECT)) {
      int block = Math.toIntExact(Files.getFileStore(file).getBlockSize());
      return read(channel, block, mostBytes);
    } catch (IOException | RuntimeException e) {
      try (InputStream cached = Files.newInputStream(file)) {
        return cached.readNBytes(mostBytes);
      }
    }
  }

  /**
   * Reads into one shared buffer, because native memory is freed only when the garbage collector
   * finds it.
   */
  private static synchronized byte[] read(FileChannel channel, int block, int mostBytes)
      throws IOException {
    byte[] bytes = new byte[Math.toIntExact(Math.min(channel.size(), mostBytes))];
    if (buffer == null || buffer.alignmentOffset(0, block) != 0) {
      buffer = ByteBuffer.allocateDirect(BUFFER + block).alignedSlice(block);
    }
    int done = 0;
    while (done < bytes.length) {
      buffer.clear().limit(BUFFER);
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
