package io.trainvae.config;

import io.trainvae.error.JobException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The presets that come with the program: the files of {@code conf/presets}. */
public final class Presets {
  private static final String FOLDER = "presets/";
  private static final String SUFFIX = ".yaml";

  /** The preset that runs when none is asked for. */
  public static final String DEFAULT = "mlp-400";

  private final ClassLoader classes;

  public Presets() {
    this(Presets.class.getClassLoader());
  }

  Presets(ClassLoader classes) {
    this.classes = classes;
  }

  /** All names, sorted. */
  public List<String> names() {
    // A jar need not have entries for folders, but it has this file.
    URL anchor = classes.getResource(FOLDER + DEFAULT + SUFFIX);
    if (anchor == null) {
      throw JobException.failed(
          "Cannot list presets: %s%s%s is not on the class path"
              .formatted(FOLDER, DEFAULT, SUFFIX));
    }
    try {
      return "jar".equals(anchor.getProtocol())
          ? namesInJar(anchor.toURI())
          : namesIn(Path.of(anchor.toURI()).getParent());
    } catch (IOException | URISyntaxException e) {
      throw JobException.failed("Cannot list presets at %s: %s".formatted(anchor, e), e);
    }
  }

  /** The text of a preset. */
  public String text(String name) {
    try (InputStream in =
        names().contains(name) ? classes.getResourceAsStream(FOLDER + name + SUFFIX) : null) {
      if (in == null) {
        throw unknown(name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw JobException.failed("Cannot read preset %s: %s".formatted(name, e), e);
    }
  }

  /** The description in the first line of a preset. */
  public String description(String name) {
    return text(name).lines().findFirst().orElse("").replaceFirst("^#\\s*", "");
  }

  private JobException unknown(String name) {
    return JobException.usage(
        "Cannot find preset %s: expected %s (nearest: %s), or the path of a YAML file"
            .formatted(
                name, String.join(", ", names()), Nearest.to(name, names()).orElse(DEFAULT)));
  }

  private static List<String> namesInJar(URI anchor) throws IOException {
    String[] parts = anchor.toString().split("!", 2);
    // A separate file system, because another thread may have opened and closed the one of the
    // jar's URI.
    Path jar = Path.of(URI.create(parts[0].substring("jar:".length())));
    try (FileSystem inside = FileSystems.newFileSystem(jar, Map.of())) {
      return namesIn(inside.getPath("/" + FOLDER));
    }
  }

  private static List<String> namesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(SUFFIX))
          .map(name -> name.substring(0, name.length() - SUFFIX.length()))
          .sorted()
          .toList();
    }
  }
}
