package io.trainvae.benchmark.measure;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * The machine on which something is measured.
 *
 * @param load processes that wanted a core, averaged over the last minute
 * @param busyCores cores that others used over one second before anything was started; not a number
 *     where the machine does not tell
 * @param time when it was looked at, UTC
 */
public record Machine(
    String processor,
    int cores,
    double load,
    @JsonProperty("busy_cores") double busyCores,
    @JsonProperty("operating_system") String operatingSystem,
    String java,
    String time) {
  /** Of a core; more than a quiet machine's own doings take. */
  private static final double NOTICEABLE = 0.1;

  /** Looks at this machine for a second. */
  public static Machine look() throws InterruptedException {
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

  /** In one line. */
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

  /** Whether something else uses the machine. */
  @JsonProperty("quiet")
  public boolean quiet() {
    return !(busyCores > NOTICEABLE);
  }
}
