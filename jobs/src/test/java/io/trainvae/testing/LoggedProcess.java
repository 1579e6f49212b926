package io.trainvae.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A child process whose output goes to two files. */
public final class LoggedProcess {
  private static final Pattern NOTICE = Pattern.compile("(?m)^Picked up JAVA_TOOL_OPTIONS: .*\\R");

  private final String name;
  private final Process process;
  private final Path out;
  private final Path err;

  private LoggedProcess(String name, Process process, Path out, Path err) {
    this.name = name;
    this.process = process;
    this.out = out;
    this.err = err;
  }

  public static LoggedProcess start(
      String name, List<String> command, Map<String, String> environment, Path cwd, Path logs) {
    Path out = logs.resolve(name + ".out");
    Path err = logs.resolve(name + ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(cwd.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(environment);
    try {
      return new LoggedProcess(name, builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + name + ": " + command, e);
    }
  }

  public String out() {
    return read(out);
  }

  /** Without the lines that a virtual machine prints about its settings. */
  public String err() {
    return NOTICE.matcher(read(err)).replaceAll("");
  }

  String name() {
    return name;
  }

  public ProcessHandle handle() {
    return process.toHandle();
  }

  /** Writes a line to its standard input. */
  public void say(String line) {
    try {
      process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(name + " does not listen\n" + err(), e);
    }
  }

  /** Waits until a line of either output has the pattern, and returns its first match. */
  public Matcher awaitOutput(Pattern pattern, Duration timeout) {
    long end = System.nanoTime() + timeout.toNanos();
    while (true) {
      boolean ended = !process.isAlive();
      Matcher matcher = pattern.matcher(out() + "\n" + err());
      if (matcher.find()) {
        return matcher;
      }
      if (ended || System.nanoTime() > end) {
        String why = ended ? "ended with " + process.exitValue() : "did not in " + timeout;
        throw new IllegalStateException(
            name + " should have said " + pattern + " and " + why + "\n" + out() + err());
      }
      pause(Duration.ofMillis(50));
    }
  }

  /**
   * Waits for the end and returns the exit code; kills the process and fails when it takes too
   * long.
   */
  public int awaitEnd(Duration timeout) {
    try {
      if (process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        return process.exitValue();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    kill();
    throw new IllegalStateException(name + " did not end in " + timeout + "\n" + out() + err());
  }

  /** Kills the process and all its children with SIGKILL. */
  public void kill() {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
    process.onExit().join();
  }

  /** Sleeps. */
  public static void pause(Duration time) {
    try {
      TimeUnit.MILLISECONDS.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
