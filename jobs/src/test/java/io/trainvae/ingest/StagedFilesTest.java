package io.trainvae.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainvae.data.Split;
import io.trainvae.data.source.IdxFiles;
import java.io.IOException;
import java.nio.file.Files;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagedFilesTest {
  private final Configuration conf = new Configuration();

  @TempDir java.nio.file.Path folder;
  private IdxFiles files;

  @BeforeEach
  void smallFiles() throws IOException {
    conf.set("fs.steps.impl", StepsFileSystem.class.getName());
    IdxFolder.small(folder.resolve("in"));
    files = IdxFiles.in(new Path("file://" + folder + "/in"), "in", conf);
  }

  @Test
  void stayWhereExecutorsCanReadThem() {
    Path disk = new Path("file://" + folder + "/out");
    Path store = new Path("steps://" + folder + "/out");
    assertThat(StagedFiles.of(files, disk, false, conf).files()).isSameAs(files);
    assertThat(StagedFiles.of(files, store, true, conf).files()).isSameAs(files);
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void areCopiedBesideAnOutputInAStoreAndRemoved() {
    Path store = new Path("steps://" + folder + "/out");
    try (StagedFiles staged = StagedFiles.of(files, store, false, conf)) {
      assertThat(staged.files().all())
          .allMatch(path -> path.toString().startsWith(store + "/_source/"));
      IdxRows rows = new IdxRows(staged.files(), 4, 4, new SerializableConfiguration(conf));
      Row last = rows.rows(Split.TRAIN, 6, 7).next();
      assertThat(last.getLong(ParquetDataset.INDEX)).isEqualTo(6);
      assertThat(last.<byte[]>getAs(ParquetDataset.IMAGE)).startsWith(60, 61, 62);
    }
    assertThat(folder.resolve("out/_source")).doesNotExist();
    assertThat(Files.exists(folder.resolve("in/train-images-idx3-ubyte.gz"))).isTrue();
  }
}
