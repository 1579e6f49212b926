package io.trainvae.benchmark.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Figures of processes, from {@code /proc} on Linux, elsewhere from Java. */
public final class Proc {
  private static final Path ROOT = Path.of("/proc");

  /**
   * Ticks per second of processor time in {@code /proc}; 100 on every Linux that Java 17 supports.
   */
  private static final double TICKS_PER_SECOND = 100;

  private static final int UTIME = 11;
  private static final int CUTIME = 13;

  private Proc() {}

  /** A process and its descendants. */
  public static List<ProcessHandle> tree(ProcessHandle root) {
    List<ProcessHandle> all = new ArrayList<>();
    all.add(root);
    root.descendants().forEach(all::add);
    return all;
  }

  /**
   * Seconds of processor time of these processes and of children of theirs that have ended; NaN if
   * the first of them has ended.
   */
  public static double cpuSeconds(List<ProcessHandle> processes) {
    double sum = processes.stream().mapToDouble(Proc::cpuSeconds).sum();
    return processes.get(0).isAlive() ? sum : Double.NaN;
  }

  private static double cpuSeconds(ProcessHandle process) {
    Optional<long[]> ticks = ticks(Long.toString(process.pid()));
    return ticks
        .map(t -> (t[0] + t[1]) / TICKS_PER_SECOND)
        .orElseGet(
            () -> process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1000.0);
  }

  /** Seconds of processor time of all processes that this one started and that have ended. */
  public static double endedChildrenCpuSeconds() {
    return ticks("self").map(t -> t[1] / TICKS_PER_SECOND).orElse(Double.NaN);
  }

  /** Seconds of a process and of its children that have ended. */
  private static Optional<long[]> ticks(String process) {
    return read(ROOT.resolve(process).resolve("stat"))
        .map(
            stat -> {
              // The name in parentheses may contain spaces.
              String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
              return new long[] {sum(fields, UTIME), sum(fields, CUTIME)};
            });
  }

  private static long sum(String[] fields, int first) {
    return Long.parseLong(fields[first]) + Long.parseLong(fields[first + 1]);
  }

  /** The sum of the peak memory of these processes; MB of 10^6 bytes. */
  public static double peakMegabytes(List<ProcessHandle> processes) {
    return processes.stream()
        .mapToDouble(p -> field(ROOT.resolve(p.pid() + "/status"), "VmHWM:") * 1024 / 1e6)
        .sum();
  }

  /** The number after a name; NaN if there is none. */
  private static double field(Path file, String name) {
    return read(file).stream()
        .flatMap(String::lines)
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length()).trim().split(" ")[0]))
        .findFirst()
        .orElse(0);
  }

  /** Seconds of processor time of this machine since its start. */
  public static double machineCpuSeconds() {
    return read(ROOT.resolve("stat"))
        .map(
            stat -> {
              long[] ticks =
                  Arrays.stream(stat.lines().findFirst().orElseThrow().split(" +"))
                      .skip(1)
                      .mapToLong(Long::parseLong)
                      .toArray();
              // user, nice, system, (idle, iowait,) irq, softirq
              return (ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6]) / TICKS_PER_SECOND;
            })
        .orElse(Double.NaN);
  }

  /** Bytes sent over the loopback device; -1 if unknown. */
  public static long loopbackBytes() {
    return read(ROOT.resolve("net/dev")).stream()
        .flatMap(String::lines)
        .map(String::trim)
        .filter(line -> line.startsWith("lo:"))
        .mapToLong(line -> Long.parseLong(line.substring("lo:".length()).trim().split(" +")[0]))
        .findFirst()
        .orElse(-1);
  }

  /** The model of the first processor. */
  static Optional<String> processor() {
    return read(ROOT.resolve("cpuinfo")).stream()
        .flatMap(String::lines)
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).trim())
        .findFirst();
  }

  private static Optional<String> read(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return Optional.of(String.join("\n", lines.toList()));
    } catch (IOException | java.io.UncheckedIOException e) {
      // Not Linux, or a process that has just ended.
      return Optional.empty();
    }
  }
}
