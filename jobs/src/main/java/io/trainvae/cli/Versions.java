package io.trainvae.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.spark.package$;
import picocli.CommandLine.IVersionProvider;

/** Versions of this program and of what it stands on. */
final class Versions implements IVersionProvider {

  /** By name: {@code train-vae}, {@code spark}, {@code dl4j}, {@code dl4j-spark}. */
  static Map<String, String> all() {
    Properties built = new Properties();
    try (InputStream in = Versions.class.getResourceAsStream("versions.properties")) {
      built.load(in);
    } catch (IOException e) {
      throw new IllegalStateException("Cannot read versions.properties", e);
    }
    Map<String, String> versions = new TreeMap<>();
    built.stringPropertyNames().forEach(name -> versions.put(name, built.getProperty(name)));
    versions.put("spark", package$.MODULE$.SPARK_VERSION());
    return versions;
  }

  @Override
  public String[] getVersion() {
    Map<String, String> versions = all();
    return new String[] {
      "train-vae " + versions.get("train-vae"),
      "Spark " + versions.get("spark"),
      "DL4J " + versions.get("dl4j"),
      "Java " + Runtime.version()
    };
  }
}
