package io.trainvae.data.idx;

import static io.trainvae.data.idx.IdxBytes.gzip;
import static io.trainvae.data.idx.IdxBytes.images;
import static io.trainvae.data.idx.IdxBytes.labels;
import static org.assertj.core.api.Assertions.assertThat;

import io.trainvae.testing.Fuzzer;
import java.nio.file.Files;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("long")
class IdxFuzzTest {
  private static final int INPUTS = 2000;
  private static final long MOST_BYTES = 8 << 20;

  @TempDir java.nio.file.Path folder;
  private final Configuration conf = new Configuration(false);

  @Test
  void imagesAreReadOrRefused() {
    List<byte[]> good = List.of(images(5, 4, 3), gzip(images(5, 4, 3)), gzip(images(1, 1, 1)));
    int refused = new Fuzzer(1, MOST_BYTES).run(INPUTS, good, in -> read(in, IdxKind.IMAGES));
    assertThat(refused).isBetween(INPUTS / 2, INPUTS - 1);
  }

  @Test
  void labelsAreReadOrRefused() {
    List<byte[]> good = List.of(labels(30, 10), gzip(labels(30, 10)));
    int refused = new Fuzzer(2, MOST_BYTES).run(INPUTS, good, in -> read(in, IdxKind.LABELS));
    assertThat(refused).isBetween(INPUTS / 2, INPUTS - 1);
  }

  private void read(byte[] input, IdxKind kind) throws Exception {
    java.nio.file.Path file = Files.write(folder.resolve("input"), input);
    try (IdxReader reader = IdxReader.open(new Path(file.toUri()), kind, conf)) {
      byte[] item = new byte[reader.height() * reader.width()];
      reader.read(item);
      reader.finish();
    }
  }
}
