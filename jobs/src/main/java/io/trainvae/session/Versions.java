package io.trainvae.session;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.spark.package$;

/** Versions of this program and of the libraries that it uses. */
public final class Versions {
  private Versions() {}

  /** Versions by name: {@code train-vae}, {@code spark}, {@code dl4j}, {@code dl4j-spark}. */
  public static Map<String, String> all() {
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
}
