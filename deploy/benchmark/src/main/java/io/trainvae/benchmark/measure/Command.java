package io.trainvae.benchmark.measure;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A command to run in a process of its own.
 *
 * @param environment added to this process's
 */
public record Command(List<String> words, Map<String, String> environment) {
  public Command {
    words = List.copyOf(words);
    environment = Map.copyOf(environment);
  }

  /** Without anything special in its environment. */
  public static Command of(String... words) {
    return new Command(List.of(words), Map.of());
  }

  /** With further words at its end. */
  public Command and(String... more) {
    List<String> all = new ArrayList<>(words);
    all.addAll(List.of(more));
    return new Command(all, environment);
  }

  /** With one more variable. */
  public Command with(String variable, String value) {
    Map<String, String> all = new HashMap<>(environment);
    all.put(variable, value);
    return new Command(words, all);
  }

  /**
   * Runs it to its end, and ends it where this process is ended.
   *
   * @param log where its output goes, standard error included
   * @param ending which lines end an epoch
   * @param told of each epoch
   */
  public Observed observe(Path log, EpochLine ending, Consumer<Epoch> told) {
    try {
      Files.createDirectories(log.toAbsolutePath().getParent());
      ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
      builder.environment().putAll(environment);
      builder.redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
      return new Observation(builder, log, ending, told).run();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot run " + words.get(0), e);
    }
  }

  /** Runs it to its end. */
  public Observed observe(Path log) {
    return observe(log, EpochLine.TRAIN_VAE, epoch -> {});
  }

  private static final class Observation {
    private final Path log;
    private final EpochLine ending;
    private final Consumer<Epoch> told;
    private final List<String> lines = new ArrayList<>();
    private final List<Epoch> epochs = new ArrayList<>();
    private final double endedBefore = Proc.endedChildrenCpuSeconds();
    private final Snapshot start = Snapshot.now(0);
    private final Process process;
    private Snapshot last = start;
    private double peak;

    Observation(ProcessBuilder builder, Path log, EpochLine ending, Consumer<Epoch> told)
        throws IOException {
      this.log = log;
      this.ending = ending;
      this.told = told;
      this.process = builder.start();
    }

    Observed run() throws IOException {
      Thread end = new Thread(this::destroy);
      Runtime.getRuntime().addShutdownHook(end);
      try {
        read();
        int exitCode = process.waitFor();
        Snapshot now = Snapshot.now(Proc.endedChildrenCpuSeconds() - endedBefore);
        return new Observed(
            exitCode, now.secondsSince(start), now.cpu(), peak, epochs, List.copyOf(lines));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted while a process was measured", e);
      } finally {
        destroy();
        Runtime.getRuntime().removeShutdownHook(end);
      }
    }

    private void read() throws IOException {
      try (BufferedReader out =
              new BufferedReader(
                  new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
          PrintWriter copy = new PrintWriter(Files.newBufferedWriter(log), true)) {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
          lines.add(line);
          Optional<EpochLine.Said> said = ending.parse(line);
          said.ifPresent(this::epochDone);
          copy.println(line);
        }
      }
    }

    private void epochDone(EpochLine.Said said) {
      List<ProcessHandle> tree = Proc.tree(process.toHandle());
      Snapshot now = Snapshot.now(Proc.cpuSeconds(tree));
      peak = Math.max(peak, Proc.peakMegabytes(tree));
      Epoch epoch = now.since(last, said);
      last = now;
      epochs.add(epoch);
      told.accept(epoch);
    }

    private void destroy() {
      Proc.tree(process.toHandle()).forEach(ProcessHandle::destroy);
    }
  }
}
