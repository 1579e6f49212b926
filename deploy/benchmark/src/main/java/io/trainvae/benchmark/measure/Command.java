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
 * A command to run in a separate process.
 *
 * @param environment variables in addition to those of this process
 */
public record Command(List<String> words, Map<String, String> environment) {
  public Command {
    words = List.copyOf(words);
    environment = Map.copyOf(environment);
  }

  /** A command with the environment of this process. */
  public static Command of(String... words) {
    return new Command(List.of(words), Map.of());
  }

  /** The command with more arguments. */
  public Command and(String... more) {
    List<String> all = new ArrayList<>(words);
    all.addAll(List.of(more));
    return new Command(all, environment);
  }

  /** The command with one more environment variable. */
  public Command with(String variable, String value) {
    Map<String, String> all = new HashMap<>(environment);
    all.put(variable, value);
    return new Command(words, all);
  }

  /**
   * Runs it to its end. Kills it if this process ends.
   *
   * @param log receives its output, including standard error
   * @param ending the form of the lines that end an epoch
   * @param listener receives each epoch
   */
  public Observed observe(Path log, EpochLine ending, Consumer<Epoch> listener) {
    try {
      Files.createDirectories(log.toAbsolutePath().getParent());
      ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
      builder.environment().putAll(environment);
      builder.redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
      return new Observation(builder, log, ending, listener).run();
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
    private final Consumer<Epoch> listener;
    private final List<String> lines = new ArrayList<>();
    private final List<Epoch> epochs = new ArrayList<>();
    private final double endedBefore = Proc.endedChildrenCpuSeconds();
    private final Snapshot start = Snapshot.now(0);
    private final Process process;
    private Snapshot last = start;
    private double peak;

    Observation(ProcessBuilder builder, Path log, EpochLine ending, Consumer<Epoch> listener)
        throws IOException {
      this.log = log;
      this.ending = ending;
      this.listener = listener;
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
      listener.accept(epoch);
    }

    private void destroy() {
      Proc.tree(process.toHandle()).forEach(ProcessHandle::destroy);
    }
  }
}
