package io.trainvae.ingest;

import io.trainvae.data.Split;
import io.trainvae.data.source.CifarFiles;
import io.trainvae.storage.StorageErrors;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.SerializableConfiguration;

/** Rows of CIFAR's records, a thousand read at once. */
record CifarRows(CifarFiles files, SerializableConfiguration conf) implements ImageRows {
  private static final int AT_ONCE = 1000;

  @Override
  public Iterator<Row> rows(Split split, long first, long end) {
    // Files have a million records at most.
    int from = Math.toIntExact(first);
    int to = Math.toIntExact(end);
    int blocks = (to - from + AT_ONCE - 1) / AT_ONCE;
    return IntStream.range(0, blocks)
        .mapToObj(i -> from + i * AT_ONCE)
        .flatMap(
            start ->
                IntStream.range(start, Math.min(to, start + AT_ONCE))
                    .mapToObj(new Block(split, start, Math.min(to, start + AT_ONCE))::row))
        .iterator();
  }

  /** Some records of a split. */
  private final class Block {
    private final int first;
    private final byte[] bytes;

    Block(Split split, int first, int end) {
      this.first = first;
      this.bytes = new byte[(end - first) * files.recordBytes()];
      int start = 0;
      for (Path file : files.files(split)) {
        int count = files.count(file, conf.value());
        int from = Math.max(first, start);
        int to = Math.min(end, start + count);
        if (from < to) {
          read(file, from - start, to - from, from - first);
        }
        start += count;
      }
    }

    private void read(Path file, int from, int count, int at) {
      int record = files.recordBytes();
      try (FSDataInputStream in = file.getFileSystem(conf.value()).open(file)) {
        in.readFully((long) from * record, bytes, at * record, count * record);
      } catch (IOException e) {
        throw StorageErrors.of("read", file, e);
      }
    }

    Row row(int index) {
      int at = (index - first) * files.recordBytes();
      byte[] record = Arrays.copyOfRange(bytes, at, at + files.recordBytes());
      return RowFactory.create((long) index, files.label(record), files.image(record));
    }
  }

  /** Images of a split. */
  int count(Split split) {
    List<Path> all = files.files(split);
    return all.stream().mapToInt(file -> files.count(file, conf.value())).sum();
  }
}
