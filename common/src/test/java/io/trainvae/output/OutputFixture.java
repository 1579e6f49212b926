package io.trainvae.output;

import io.trainvae.checkpoint.CrashingFileSystem;
import io.trainvae.storage.Storage;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** One place on a disk, which is also one on a store without renaming whose writer may die. */
abstract class OutputFixture {
  @TempDir Path folder;
  Storage storage;

  @BeforeEach
  final void open() {
    Configuration conf = new Configuration();
    conf.set("fs.obs.impl", CrashingFileSystem.class.getName());
    conf.setBoolean("fs.obs.impl.disable.cache", true);
    storage = new Storage(conf);
  }

  @AfterEach
  final void survive() {
    CrashingFileSystem.changesLeft = Integer.MAX_VALUE;
    CrashingFileSystem.changesBeforeFailure = Integer.MAX_VALUE;
  }

  final org.apache.hadoop.fs.Path onDisk() {
    return storage.path(folder.resolve("out").toString());
  }

  final org.apache.hadoop.fs.Path onStore() {
    return new org.apache.hadoop.fs.Path("obs://" + folder.resolve("out"));
  }

  /**
   * The kind of an output.
   *
   * @param otherwise why a folder without the mark is refused
   */
  record Kind(String name, String mark, String otherwise, boolean hasSuccess, Set<String> files)
      implements OutputKind {
    @Override
    public String withArticle() {
      return "a " + name;
    }

    @Override
    public Set<String> otherNames() {
      return Set.of();
    }

    @Override
    public Optional<String> refusal(
        Storage storage, org.apache.hadoop.fs.Path root, Set<String> names) {
      return names.contains(mark) ? Optional.empty() : Optional.of(otherwise);
    }
  }
}
