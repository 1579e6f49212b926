package io.trainvae.cli;

import io.trainvae.session.Versions;
import java.util.Map;
import picocli.CommandLine.IVersionProvider;

/** The output of {@code --version}. */
final class VersionText implements IVersionProvider {

  @Override
  public String[] getVersion() {
    Map<String, String> versions = Versions.all();
    return new String[] {
      "train-vae " + versions.get("train-vae"),
      "Spark " + versions.get("spark"),
      "DL4J " + versions.get("dl4j"),
      "Java " + Runtime.version()
    };
  }
}
