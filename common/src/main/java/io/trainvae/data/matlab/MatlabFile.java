package io.trainvae.data.matlab;

import io.trainvae.data.DatasetInfo.SourceFile;
import io.trainvae.data.idx.SourceStream;
import io.trainvae.error.JobException;
import io.trainvae.storage.StorageErrors;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.Array;
import us.hebi.matlab.mat.types.Cell;
import us.hebi.matlab.mat.types.Char;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Sources;

/**
 * Variables of a MATLAB file.
 *
 * @param source the file's name and the SHA-256 of all its bytes
 */
record MatlabFile(Path file, MatFile content, SourceFile source) {
  private static final int BUFFER = 1 << 16;
  private static final int HEADER = 128;
  private static final byte[] HDF5 = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

  /** Where HDF5's signature is if there is a header of MATLAB's before it. */
  private static final int AFTER_HEADER = 512;

  /**
   * Reads a file, though from a store.
   *
   * @param wanted names of variables; others are passed over
   * @throws JobException data, if it is absent or no MATLAB file of version 5 to 7; storage, if it
   *     cannot be read
   */
  static MatlabFile read(Path file, Set<String> wanted, Configuration conf) {
    SourceStream source = SourceStream.open(file, conf);
    try (InputStream in = new BufferedInputStream(source, BUFFER)) {
      refuseOthers(in, file);
      MatFile content =
          Mat5.newReader(Sources.wrapInputStream(in, BUFFER))
              .setEntryFilter(header -> wanted.contains(header.getName()))
              .setMaxInflateBufferSize(BUFFER)
              .disableSubsystemProcessing()
              .readMat();
      in.transferTo(OutputStream.nullOutputStream());
      return new MatlabFile(file, content, new SourceFile(file.getName(), source.hash()));
    } catch (JobException e) {
      throw e;
    } catch (IOException e) {
      throw source.failed() ? StorageErrors.of("read", file, e) : damaged(file, e);
    } catch (RuntimeException e) { // The library's, for contents that make no sense.
      throw damaged(file, e);
    } catch (OutOfMemoryError e) { // For one array, of the size that the file claims.
      throw JobException.data(
          "Cannot read %s: it is damaged, or its variables do not fit into the driver's memory of %,d MiB"
              .formatted(file.getName(), Runtime.getRuntime().maxMemory() >> 20),
          e);
    }
  }

  private static void refuseOthers(InputStream in, Path file) throws IOException {
    in.mark(BUFFER);
    byte[] start = in.readNBytes(AFTER_HEADER + HDF5.length);
    in.reset();
    if (hasAt(start, 0, HDF5) || hasAt(start, AFTER_HEADER, HDF5)) {
      throw refused(
          file,
          "it is a MATLAB 7.3 file (HDF5), expected version 5 to 7; save(..., '-v7') in MATLAB"
              + " writes that");
    }
    String order =
        start.length < HEADER ? "" : new String(start, HEADER - 2, 2, StandardCharsets.US_ASCII);
    if (!order.equals("IM") && !order.equals("MI")) {
      throw refused(file, "it is no MATLAB file of version 5 to 7");
    }
  }

  private static boolean hasAt(byte[] bytes, int at, byte[] signature) {
    return bytes.length >= at + signature.length
        && Arrays.equals(bytes, at, at + signature.length, signature, 0, signature.length);
  }

  private static JobException damaged(Path file, Exception e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String why =
        root instanceof EOFException
            ? "it is cut off"
            : "it is damaged: " + String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    return JobException.data("Cannot read %s: %s".formatted(file.getName(), why), e);
  }

  private static JobException refused(Path file, String why) {
    return JobException.data("Cannot read %s: %s".formatted(file.getName(), why));
  }

  /**
   * An array of numbers.
   *
   * @throws JobException data, if there is none of this name
   */
  Numbers numbers(String name) {
    Array array = find(name);
    if (array == null) {
      throw refused(file, "it has no variable " + name);
    }
    if (array instanceof Matrix matrix && !matrix.isComplex()) {
      return new Numbers(this, name, matrix);
    }
    throw refused(
        file, "%s is of type %s, expected numbers".formatted(name, array.getType().name()));
  }

  /** The texts of a cell array; none if there is no such array. */
  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    if (find(name) instanceof Cell cell) {
      for (int i = 0; i < cell.getNumElements(); i++) {
        if (cell.get(i) instanceof Char text) {
          texts.add(text.getString());
        }
      }
    }
    return texts;
  }

  private Array find(String name) {
    return StreamSupport.stream(content.getEntries().spliterator(), false)
        .filter(entry -> entry.getName().equals(name))
        .map(MatFile.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  /** An array of a file. */
  record Numbers(MatlabFile from, String name, Matrix values) {
    int[] shape() {
      return values.getDimensions();
    }

    /**
     * @param index in MATLAB's order, from 0
     */
    double get(int index) {
      return values.getDouble(index);
    }

    /**
     * @param why {@code is 3 x 4, expected 784 x N}
     */
    JobException refused(String why) {
      return MatlabFile.refused(from.file, name + " " + why);
    }

    /** {@code 28 x 28}. */
    static String shown(int... sizes) {
      return IntStream.of(sizes)
          .mapToObj(size -> size < 0 ? "N" : String.valueOf(size))
          .reduce((a, b) -> a + " x " + b)
          .orElse("");
    }
  }
}
