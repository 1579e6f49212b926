package io.trainvae.benchmark.measure;

import io.trainvae.error.JobException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options of the commands that measure a preset on MNIST. */
public final class SourceOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "FOLDER",
      description = "A folder with MNIST's four IDX files, packed or not.")
  private Path data;

  @Option(
      names = "--preset",
      defaultValue = "mlp-400",
      paramLabel = "NAME",
      description = "The model. Default: mlp-400.")
  private String preset;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FOLDER",
      description = "The folder of results, logs and data.")
  private Path output;

  /**
   * The folder of the IDX files.
   *
   * @throws JobException usage, if there is no such folder
   */
  public Path data() {
    if (!Files.isDirectory(data)) {
      throw JobException.usage(
          "Cannot read %s: no such folder, expected one with four IDX files".formatted(data));
    }
    return data.toAbsolutePath().normalize();
  }

  public String preset() {
    return preset;
  }

  public Places places() {
    return Places.of(output);
  }

  /** The words of the command line, for the record. */
  public List<String> commandLine() {
    return spec.commandLine().getParseResult().originalArgs();
  }
}
