package io.trainvae.benchmark.measure;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * The machine on which something is measured.
 *
 * @param load processes that wanted a core, averaged over the last minute
 * @param busyCores cores that other processes used during one second before the start; NaN if it is
 *     unknown
 * @param time of the observation, UTC
 */
public record Machine(
    String processor,
    int cores,
    double load,
    @JsonProperty("busy_cores") double busyCores,
    @JsonProperty("operating_system") String operatingSystem,
    String java,
    String time) {
  /** Cores; the system of a quiet machine uses less. */
  private static final double NOTICEABLE = 0.1;

  /** Observes this machine for a second, describes it, and warns if other processes use it. */
  public static Machine look(PrintStream progress) throws InterruptedException {
    Machine machine = look();
    progress.println(machine.describe());
    if (!machine.quiet()) {
      progress.printf(
          Locale.ROOT,
          "Warning: other processes use %.1f cores of this machine; times will be too long%n",
          machine.busyCores());
    }
    return machine;
  }

  private static Machine look() throws InterruptedException {
    Snapshot before = own();
    Thread.sleep(1000);
    Snapshot after = own();
    double others = after.machineCpu() - before.machineCpu() - (after.cpu() - before.cpu());
    double busy = Math.max(0, others) / after.secondsSince(before);
    var system = ManagementFactory.getOperatingSystemMXBean();
    return new Machine(
        Proc.processor().orElse(system.getArch()),
        system.getAvailableProcessors(),
        system.getSystemLoadAverage(),
        busy,
        system.getName() + " " + system.getVersion(),
        System.getProperty("java.runtime.version"),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
  }

  private static Snapshot own() {
    return Snapshot.now(Proc.cpuSeconds(Proc.tree(ProcessHandle.current())));
  }

  /** A description in one line. */
  public String describe() {
    return String.format(
        Locale.ROOT,
        "%s, %d cores, load %.2f, %.2f cores in use by others, Java %s",
        processor,
        cores,
        load,
        busyCores,
        java);
  }

  /** Whether no other process uses the machine noticeably. */
  @JsonProperty("quiet")
  public boolean quiet() {
    return !(busyCores > NOTICEABLE);
  }
}
