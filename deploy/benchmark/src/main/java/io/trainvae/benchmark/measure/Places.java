package io.trainvae.benchmark.measure;

import io.trainvae.error.JobException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Folders of the benchmark, and the commands that run there.
 *
 * @param project the root of the project
 * @param output folder of the results
 */
public record Places(Path project, Path output) {
  private static final String PROJECT = "train-vae.project";

  /**
   * @throws JobException usage, if this process was not started by {@code
   *     deploy/benchmark/benchmark}
   */
  public static Places of(Path output) {
    String project = System.getProperty(PROJECT);
    if (project == null) {
      throw JobException.usage(
          "Cannot find the project: start this with deploy/benchmark/benchmark, or with -D%s=FOLDER"
              .formatted(PROJECT));
    }
    return new Places(Path.of(project), output.toAbsolutePath().normalize());
  }

  /** The folder of data sets and runs, which are large and not needed afterwards. */
  public Path work() {
    return output.resolve("work");
  }

  /** The file of a process's output. */
  public Path log(String name) {
    return output.resolve("logs").resolve(name + ".log");
  }

  /** The train-vae command, started by the launcher. */
  public Command trainVae(String master) {
    return Command.of(project.resolve("deploy/local/train-vae").toString(), "--master", master);
  }

  /**
   * A command of the benchmark in a separate virtual machine with the options of this one.
   *
   * @param memory of its heap, such as {@code 2g}
   */
  public Command own(String memory, String... words) {
    List<String> all = new ArrayList<>();
    all.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> !argument.startsWith("-Xmx"))
        .forEach(all::add);
    all.add("-Xmx" + memory);
    all.add("-cp");
    all.add(System.getProperty("java.class.path"));
    all.add("io.trainvae.benchmark.Main");
    all.addAll(List.of(words));
    return new Command(all, Map.of("OMP_NUM_THREADS", "1"));
  }

  /**
   * Ingests IDX files or synthetic digits, unless the data set exists.
   *
   * @param name of its folder, to which a hash of the options is added
   * @return the data set's folder
   */
  public Path ingestedFrom(String name, String... options) {
    return ingested(name + "-" + Integer.toHexString(Arrays.hashCode(options)), options);
  }

  /**
   * The same without a hash of the options.
   *
   * @param name of its folder
   */
  public Path ingested(String name, String... options) {
    Path data = work().resolve(name);
    if (!Files.exists(data.resolve("dataset.json"))) {
      Observed done =
          trainVae("local[*]")
              .and("ingest", "--output", data.toString())
              .and(options)
              .observe(log("ingest-" + name));
      if (done.exitCode() != 0) {
        throw JobException.failed(
            "Cannot ingest into %s: %s; see %s"
                .formatted(data, done.lastLine(), log("ingest-" + name)));
      }
    }
    return data;
  }
}
