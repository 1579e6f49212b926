package io.trainvae.data.download;

import java.nio.file.Path;
import java.util.Map;

/** The folder of downloads. */
public final class CacheFolder {

  private CacheFolder() {}

  /** The folder of this user; see {@link #of(Map, Path)}. */
  public static Path ofUser() {
    return of(System.getenv(), Path.of(System.getProperty("user.home")));
  }

  /**
   * {@code $TRAIN_VAE_CACHE} itself, else {@code train-vae} in {@code $XDG_CACHE_HOME}, else {@code
   * ~/.cache/train-vae}. An empty variable, or a relative XDG_CACHE_HOME, does not count, as the
   * XDG Base Directory Specification says.
   */
  static Path of(Map<String, String> environment, Path home) {
    String own = environment.getOrDefault("TRAIN_VAE_CACHE", "");
    if (!own.isEmpty()) {
      return Path.of(own).toAbsolutePath();
    }
    String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
    boolean usable = !xdg.isEmpty() && Path.of(xdg).isAbsolute();
    return (usable ? Path.of(xdg) : home.resolve(".cache")).resolve("train-vae");
  }
}
