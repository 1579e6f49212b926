package io.trainvae.benchmark.measure;

import picocli.CommandLine.Option;

/** {@code --help}. */
public final class HelpOption {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help message and exit.")
  private boolean asked;

  /** Whether the user asked for help. */
  public boolean asked() {
    return asked;
  }
}
