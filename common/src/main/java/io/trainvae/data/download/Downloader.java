package io.trainvae.data.download;

import io.trainvae.data.Progress;
import io.trainvae.error.JobException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Keeps the files of known data sets in a cache folder. A file under its final name is complete. An
 * incomplete file ends in {@code .part}, and a later attempt, from any mirror, requests only the
 * rest.
 */
public final class Downloader {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration SILENCE = Duration.ofSeconds(30);

  /**
   * A mirror that breaks off is asked for the rest while each answer brings more data, at most this
   * often.
   */
  private static final int ASKS = 5;

  private final Path cache;
  private final Progress progress;
  private final HttpFetch http;

  /**
   * @param cache a folder of the data sets' folders; made when needed
   */
  public Downloader(Path cache, Progress progress) {
    this(cache, progress, new HttpFetch(CONNECT, SILENCE));
  }

  Downloader(Path cache, Progress progress, HttpFetch http) {
    this.cache = cache;
    this.progress = progress;
    this.http = http;
  }

  /**
   * Downloads the files that the cache does not have completely.
   *
   * @return the folder that has them
   * @throws JobException exit code 4 if no mirror gives a file, saying what to do without a network
   */
  public Path fetch(KnownDataset known) {
    Path folder = cache.resolve(known.name());
    try {
      Files.createDirectories(folder);
      // Two processes that fetch the same file would write into the same part.
      try (FileChannel lock = lockFile(folder);
          FileLock held = lock.lock()) {
        for (int i = 0; i < known.md5().size(); i++) {
          fetch(known, KnownDataset.fileNames().get(i), known.md5().get(i), folder);
        }
      }
      return folder;
    } catch (OverlappingFileLockException e) {
      throw JobException.failed("Cannot download " + known.name() + ": it is being downloaded", e);
    } catch (IOException e) {
      throw JobException.storage("Cannot keep " + known.name() + " in " + folder + ": " + e, e);
    }
  }

  private static FileChannel lockFile(Path folder) throws IOException {
    return FileChannel.open(
        folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private void fetch(KnownDataset known, String name, String md5, Path folder) throws IOException {
    Path file = folder.resolve(name);
    if (Files.exists(file) && md5(file).equals(md5)) {
      return;
    }
    Path part = folder.resolve(name + ".part");
    List<String> failures = new ArrayList<>();
    for (URI mirror : known.mirrors()) {
      try {
        fetch(mirror.resolve(name), part, md5);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        return;
      } catch (InterruptedIOException e) {
        throw JobException.failed("Cannot download " + name + ": interrupted", e);
      } catch (IOException e) {
        failures.add(mirror.resolve(name) + ": " + e.getMessage());
      }
    }
    throw offline(known, failures);
  }

  private void fetch(URI uri, Path part, String md5) throws IOException {
    IOException failure = null;
    for (int ask = 0; ask < ASKS; ask++) {
      long before = sizeOf(part);
      try {
        http.fetch(
            uri, part, "download " + part.getFileName().toString().replace(".part", ""), progress);
        check(part, md5);
        return;
      } catch (InterruptedIOException e) {
        throw e;
      } catch (IOException e) {
        failure = e;
      }
      if (sizeOf(part) == before) {
        break;
      }
    }
    throw failure;
  }

  private static void check(Path part, String expected) throws IOException {
    String met = md5(part);
    if (!met.equals(expected)) {
      Files.delete(part);
      throw new IOException("md5 " + met + ", expected " + expected);
    }
  }

  private static long sizeOf(Path part) throws IOException {
    return Files.exists(part) ? Files.size(part) : 0;
  }

  private static JobException offline(KnownDataset known, List<String> failures) {
    return JobException.storage(
        "Cannot download "
            + known.name()
            + " ("
            + String.join("; ", failures)
            + "). Without a network: put "
            + String.join(", ", KnownDataset.fileNames())
            + " into a folder and give --source FOLDER");
  }

  private static String md5(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file);
        DigestInputStream hashed = new DigestInputStream(in, MessageDigest.getInstance("MD5"))) {
      hashed.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(hashed.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }
}
