package io.trainvae.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * The Spark whose processes the tests start: that of {@code SPARK_HOME}, or the jars that the build
 * downloaded from Maven.
 */
public record SparkHome(Path folder) {

  public static SparkHome find() {
    String named = System.getenv("SPARK_HOME");
    Path folder =
        named == null ? ProjectFiles.root().resolve("deploy/local/target/spark") : Path.of(named);
    if (!Files.isDirectory(folder.resolve("jars"))) {
      throw new IllegalStateException(
          "no jars in " + folder + ": the module deploy/local gathers them in its phase package");
    }
    return new SparkHome(folder);
  }

  /**
   * The command line of a JVM with Spark's jars.
   *
   * @param conf comes first on the class path
   * @param more come last
   */
  public List<String> java(Path conf, List<String> jvmOptions, String mainClass, Path... more) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().split(" ")));
    command.addAll(jvmOptions);
    command.add("-cp");
    List<String> classPath =
        new ArrayList<>(List.of(conf.toString(), folder.resolve("jars/*").toString()));
    List.of(more).forEach(jar -> classPath.add(jar.toString()));
    command.add(String.join(File.pathSeparator, classPath));
    command.add(mainClass);
    return command;
  }

  /** The environment variables that such a process and its executors need. */
  public Map<String, String> environment(Path conf) {
    return Map.of(
        "SPARK_HOME",
        folder.toString(),
        "SPARK_SCALA_VERSION",
        "2.12",
        "SPARK_CONF_DIR",
        conf.toString(),
        "SPARK_LOCAL_IP",
        "127.0.0.1",
        "OMP_NUM_THREADS",
        "1",
        "JAVA_HOME",
        System.getProperty("java.home"));
  }
}
