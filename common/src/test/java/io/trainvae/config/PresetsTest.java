package io.trainvae.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PresetsTest {
  @TempDir Path folder;

  @Test
  void presetsInAJarAreFound() throws IOException {
    Path jar = folder.resolve("with blank.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      for (String name : List.of("presets/mlp-400.yaml", "presets/b.yaml", "presets/x.txt")) {
        out.putNextEntry(new ZipEntry(name));
        out.write("# What it is\n".getBytes(StandardCharsets.UTF_8));
      }
    }
    try (URLClassLoader classes = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
      Presets presets = new Presets(classes);
      assertThat(presets.names()).containsExactly("b", "mlp-400");
      assertThat(presets.description("b")).isEqualTo("What it is");
    }
  }
}
