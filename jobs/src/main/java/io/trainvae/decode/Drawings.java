package io.trainvae.decode;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Draws pictures on other threads, while the caller asks Spark for the content of the next ones.
 */
final class Drawings {
  private final Map<String, CompletableFuture<byte[]>> pictures = new LinkedHashMap<>();

  /**
   * Begins to draw a picture.
   *
   * @param name of its file
   * @param drawing returns the bytes of the file; called once, on any thread
   */
  void add(String name, Supplier<byte[]> drawing) {
    pictures.put(name, CompletableFuture.supplyAsync(drawing));
  }

  /**
   * Waits for all pictures.
   *
   * @return their files by name, in the order in which they were begun
   * @throws RuntimeException thrown by a drawing
   */
  Map<String, byte[]> finished() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    try {
      pictures.forEach((name, picture) -> files.put(name, picture.join()));
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
    return files;
  }
}
