package io.trainvae.benchmark.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Files and folders of a benchmark. */
public final class Folders {
  private static final int BLOCK = 1 << 22;

  private Folders() {}

  /** Bytes of all files in a folder. */
  public static long bytes(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      long sum = 0;
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        sum += Files.size(file);
      }
      return sum;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + folder, e);
    }
  }

  /** Deletes a folder with its content, if it exists. */
  public static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.delete(file);
      }
    } catch (NoSuchFileException e) {
      // Nothing to do.
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete " + folder, e);
    }
  }

  /**
   * The rate of the disk in bytes per second, synced at the end.
   *
   * @param folder where a temporary file is written
   * @param bytes to write
   */
  public static double writeRate(Path folder, long bytes) {
    Path file = folder.resolve("write-rate");
    try {
      Files.createDirectories(folder);
      long start = System.nanoTime();
      try (FileChannel out =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        for (long done = 0; done < bytes; done += BLOCK) {
          out.write(ByteBuffer.allocate(BLOCK));
        }
        out.force(true);
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      Files.delete(file);
      return bytes / seconds;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file, e);
    }
  }
}
