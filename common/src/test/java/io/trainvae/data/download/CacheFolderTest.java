package io.trainvae.data.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CacheFolderTest {
  private static final Path HOME = Path.of("/home/ada");

  @Test
  void isInTheHomeFolder() {
    assertThat(CacheFolder.of(Map.of(), HOME)).isEqualTo(Path.of("/home/ada/.cache/train-vae"));
  }

  @Test
  void followsXdgWhenAbsolute() {
    assertThat(CacheFolder.of(Map.of("XDG_CACHE_HOME", "/var/c"), HOME))
        .isEqualTo(Path.of("/var/c/train-vae"));
    assertThat(CacheFolder.of(Map.of("XDG_CACHE_HOME", "c"), HOME))
        .isEqualTo(Path.of("/home/ada/.cache/train-vae"));
  }

  @Test
  void ownVariableComesFirst() {
    assertThat(CacheFolder.of(Map.of("XDG_CACHE_HOME", "/v", "TRAIN_VAE_CACHE", "/data"), HOME))
        .isEqualTo(Path.of("/data"));
    assertThat(CacheFolder.of(Map.of("TRAIN_VAE_CACHE", ""), HOME))
        .isEqualTo(Path.of("/home/ada/.cache/train-vae"));
  }
}
