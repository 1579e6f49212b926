package io.trainvae.config;

import io.trainvae.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.io.TempDir;

/** Loads presets, and configurations from a temporary folder. */
abstract class ConfigFixture {
  @TempDir Path folder;
  final ConfigLoader loader = new ConfigLoader(new Storage(new Configuration(false)));

  RunConfig load(String yaml) throws IOException {
    Path file = Files.writeString(folder.resolve("mine.yaml"), yaml);
    return loader.load(file.toString(), List.of());
  }
}
