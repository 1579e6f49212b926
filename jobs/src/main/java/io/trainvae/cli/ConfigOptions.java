package io.trainvae.cli;

import io.trainvae.config.ConfigLoader;
import io.trainvae.config.Presets;
import io.trainvae.config.RunConfig;
import io.trainvae.storage.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Option;

/**
 * Options that make a configuration. Their values are checked with all others of the configuration.
 */
final class ConfigOptions {
  @Option(
      names = "--preset",
      paramLabel = "NAME",
      description =
          "A preset (see \"train-vae presets\"), or the path or URI of a YAML file of the same"
              + " form. Default: "
              + Presets.DEFAULT
              + ".")
  private String preset;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Number of passes over the training images or rows. Default: the preset's.")
  private String epochs;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description =
          "Replicas that train in parallel; 0 means one on all cores, or on a cluster one on every"
              + " slot. Default: the preset's.")
  private String workers;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Threads of a worker; they do not change the result. 0 means spark.task.cpus, or locally"
              + " its share of all cores. Default: the preset's.")
  private String threads;

  @Option(
      names = "--averaging-frequency",
      paramLabel = "N",
      description = "Minibatches of a worker between two averagings. Default: the preset's.")
  private String averagingFrequency;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of initial weights, shuffles and noise. Default: the preset's.")
  private String seed;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Any other setting, as in --set model.latent=10; may be repeated. Values are YAML."
              + " \"train-vae presets --keys\" lists all keys.")
  private List<String> settings = new ArrayList<>();

  String preset() {
    return preset == null ? Presets.DEFAULT : preset;
  }

  /** Whether the user gave a preset or a length of the training. */
  boolean choosesTraining() {
    return preset != null
        || epochs != null
        || settings.stream().anyMatch(setting -> setting.matches("train(\\.epochs)?=.*"));
  }

  /** Whether the user gave a number of workers or threads. */
  boolean choosesWorkers() {
    return workers != null
        || threads != null
        || settings.stream()
            .anyMatch(setting -> setting.matches("train(\\.(workers|threads))?=.*"));
  }

  /**
   * @param earlier configuration of a run that is to be resumed; a preset that was asked for wins
   * @param more further settings
   */
  RunConfig load(Storage storage, Optional<Path> earlier, List<String> more) {
    ConfigLoader loader = new ConfigLoader(storage);
    List<String> overrides = overrides(more);
    return preset == null && earlier.isPresent()
        ? loader.read(earlier.get(), overrides)
        : loader.load(preset(), overrides);
  }

  /**
   * Checks the settings, unless they are in a file.
   *
   * @throws io.trainvae.error.JobException usage
   */
  void checkOnPreset(List<String> more) {
    if (!ConfigLoader.isFile(preset())) {
      new ConfigLoader().load(preset(), overrides(more));
    }
  }

  private List<String> overrides(List<String> more) {
    List<String> overrides = new ArrayList<>(settings);
    add(overrides, "train.epochs", epochs);
    add(overrides, "train.workers", workers);
    add(overrides, "train.threads", threads);
    add(overrides, "train.averaging-frequency", averagingFrequency);
    add(overrides, "train.seed", seed);
    overrides.addAll(more);
    return overrides;
  }

  static void add(List<String> overrides, String key, String value) {
    if (value != null) {
      overrides.add(key + "=" + value);
    }
  }
}
