package io.trainvae.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Properties;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** The job jar contains everything that Spark lacks, and nothing that Spark has. */
final class JobJarIT {
  private static final long MEBIBYTE = 1 << 20;

  @Test
  void namesItsMainClassAndVersion() throws IOException {
    try (JarFile jar = new JarFile(ProjectFiles.jobJar().toFile())) {
      Attributes manifest = jar.getManifest().getMainAttributes();
      assertThat(manifest.getValue(Attributes.Name.MAIN_CLASS)).isEqualTo("io.trainvae.cli.Main");
      Properties build = new Properties();
      try (InputStream in = jar.getInputStream(jar.getEntry("git.properties"))) {
        build.load(in);
      }
      assertThat(manifest.getValue(Attributes.Name.IMPLEMENTATION_VERSION)).startsWith("0.");
      assertThat(build.getProperty("git.commit.id")).matches("unknown|[0-9a-f]{40}(-dirty)?");
    }
  }

  @Test
  void holdsNoClassThatSparkHas() throws IOException {
    Set<String> ours = classes(ProjectFiles.jobJar());
    // The annotations of jsr305 are in the copy of Guava that ND4J brings.
    ours.removeIf(name -> name.startsWith("javax/annotation/"));
    assertThat(ours).contains("org/deeplearning4j/spark/impl/graph/SparkComputationGraph.class");
    Path jars = SparkHome.find().folder().resolve("jars");
    try (DirectoryStream<Path> sparks = Files.newDirectoryStream(jars, "*.jar")) {
      for (Path spark : sparks) {
        Set<String> both = classes(spark);
        both.retainAll(ours);
        assertThat(both).as("in the job jar and in " + spark.getFileName()).isEmpty();
      }
    }
  }

  @Test
  void holdsTheNativeCodeOfOnePlatformAndNoSignatures() throws IOException {
    assertThat(Files.size(ProjectFiles.jobJar())).isLessThan(175 * MEBIBYTE);
    try (JarFile jar = new JarFile(ProjectFiles.jobJar().toFile())) {
      Set<String> platforms = new HashSet<>();
      jar.stream()
          .map(ZipEntry::getName)
          .filter(name -> name.matches(".*/[^/]*(nd4jcpu|openblas)[^/]*\\.(so|dylib|dll)[.0-9]*"))
          .forEach(name -> platforms.add(name.replaceAll(".*/([^/]+)/[^/]+$", "$1")));
      assertThat(platforms).hasSize(1);
      assertThat(jar.stream().map(ZipEntry::getName))
          .noneMatch(name -> name.matches("META-INF/[^/]*\\.(SF|DSA|RSA)"));
    }
  }

  private static Set<String> classes(Path file) throws IOException {
    Set<String> names = new HashSet<>();
    try (JarFile jar = new JarFile(file.toFile())) {
      jar.stream()
          .map(ZipEntry::getName)
          .filter(name -> name.endsWith(".class") && !name.endsWith("module-info.class"))
          .forEach(names::add);
    }
    return names;
  }
}
