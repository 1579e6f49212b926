package io.trainvae.deploy;

import io.trainvae.testing.ProjectFiles;
import io.trainvae.testing.SparkHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/** The jars of servers and clients, and their common settings. */
final class Servers {
  private Servers() {}

  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** Spark's jars and S3A, as a class path. */
  static String sparkAndS3a() {
    return SparkHome.find().folder().resolve("jars/*") + ":" + gathered("s3/client");
  }

  /** All jars that a module of deploy gathered, as a class path. */
  static String gathered(String module) {
    Path target = ProjectFiles.root().resolve("deploy").resolve(module).resolve("target");
    if (!Files.isRegularFile(target.resolve("RELEASE"))) {
      throw new IllegalStateException(
          "no jars in " + target + ": the module deploy/" + module + " gathers them");
    }
    return target.resolve("jars/*").toString();
  }

  /** A folder of Hadoop's configuration, for a class path. */
  static Path hadoopConf(Path folder, Map<String, String> settings) throws IOException {
    Files.createDirectories(folder);
    String properties =
        settings.entrySet().stream()
            .map(
                e ->
                    "<property><name>%s</name><value>%s</value></property>"
                        .formatted(e.getKey(), e.getValue()))
            .collect(Collectors.joining("\n", "<configuration>\n", "\n</configuration>\n"));
    Files.writeString(folder.resolve("core-site.xml"), properties);
    return folder;
  }
}
