package io.trainvae.ingest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.MessageType;

/**
 * The content of the footers of a split's Parquet files. The driver reads them itself, because
 * Spark jobs would take seconds, most of them to compile the queries.
 */
final class SplitFooters {
  private static final int AT_ONCE = 8;

  private SplitFooters() {}

  /**
   * The footer of one file.
   *
   * @param images rows
   */
  record Footer(MessageType schema, long images) {}

  static List<Footer> read(SplitFiles split, Configuration conf)
      throws IOException, InterruptedException {
    List<FileStatus> files = split.list(conf);
    ExecutorService readers = Executors.newFixedThreadPool(AT_ONCE);
    try {
      List<Future<Footer>> reading = new ArrayList<>();
      for (FileStatus file : files) {
        reading.add(readers.submit(() -> read(file, conf)));
      }
      List<Footer> footers = new ArrayList<>();
      for (Future<Footer> footer : reading) {
        footers.add(result(footer));
      }
      return footers;
    } finally {
      readers.shutdownNow();
    }
  }

  private static Footer read(FileStatus file, Configuration conf) throws IOException {
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromStatus(file, conf))) {
      return new Footer(reader.getFooter().getFileMetaData().getSchema(), reader.getRecordCount());
    }
  }

  private static Footer result(Future<Footer> footer) throws IOException, InterruptedException {
    try {
      return footer.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
