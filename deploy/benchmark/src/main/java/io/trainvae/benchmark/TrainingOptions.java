package io.trainvae.benchmark;

import io.trainvae.benchmark.model.Model;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Options of the processes that train without the train command. */
final class TrainingOptions {
  @Option(names = "--data", required = true)
  private Path data;

  @Option(names = "--preset", required = true)
  private String preset;

  @Option(names = "--set")
  private List<String> settings = new ArrayList<>();

  @Option(names = "--workers", required = true)
  private int workers;

  Path data() {
    return data;
  }

  int workers() {
    return workers;
  }

  Model model() {
    return Model.of(preset, settings);
  }
}
