package io.trainvae.lease;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * The holder of a lease, as in the lease file.
 *
 * @param token of this one acquisition
 * @param host name of the machine
 * @param machine tells apart machines and containers of the same name: within it a process id means
 *     one process; empty if nothing is known
 * @param pid of the driver
 * @param born when that process started, in clock ticks since the machine's boot, because process
 *     ids are used again; empty if unknown, as of earlier versions, which went by the clock
 * @param since when it took the lease
 * @param brief whether it holds the lease only for seconds, to publish results
 * @param beats counts its signs of life
 */
record LeaseHolder(
    String token,
    String host,
    String machine,
    long pid,
    @JsonProperty("process_started_ticks") String born,
    String since,
    boolean brief,
    long beats) {

  /** Stands for a file that cannot be read, as a crash of a machine may leave it. */
  static final LeaseHolder NOBODY = new LeaseHolder("", "", "", 0, "", "", false, 0);

  /** A lease file of another program may lack any field. */
  LeaseHolder {
    token = Objects.requireNonNullElse(token, "");
    host = Objects.requireNonNullElse(host, "unknown");
    machine = Objects.requireNonNullElse(machine, "");
    born = Objects.requireNonNullElse(born, "");
    since = Objects.requireNonNullElse(since, "unknown");
  }

  /** This process. */
  static LeaseHolder self(boolean brief) {
    long pid = ProcessHandle.current().pid();
    return new LeaseHolder(
        UUID.randomUUID().toString(),
        ThisMachine.hostName(),
        ThisMachine.id(),
        pid,
        born(pid).orElse(""),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        brief,
        0);
  }

  LeaseHolder beat() {
    return new LeaseHolder(token, host, machine, pid, born, since, brief, beats + 1);
  }

  /** Id of this acquisition; empty for earlier versions and for no holder. */
  Optional<UUID> id() {
    try {
      return Optional.of(UUID.fromString(token));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  boolean isSame(LeaseHolder other) {
    return token.equals(other.token);
  }

  /** Whether this process can look up the holder's process. */
  boolean isOnThisMachine() {
    return !machine.isEmpty()
        && machine.equals(ThisMachine.id())
        && host.equals(ThisMachine.hostName());
  }

  /** Whether its process still runs; only for {@link #isOnThisMachine}. */
  boolean isAlive() {
    return born(pid).filter(start -> born.isEmpty() || start.equals(born)).isPresent();
  }

  @Override
  public String toString() {
    return "process %d on %s since %s".formatted(pid, host, since);
  }

  /**
   * Start of a process in clock ticks since boot, field 22 of {@code /proc/PID/stat}; empty if
   * there is no such process. Java's own {@link ProcessHandle.Info#startInstant} adds the time of
   * the boot, which changes when the clock is set.
   */
  private static Optional<String> born(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      // The program's name, field 2, is in parentheses and may contain any character.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      boolean zombie = fields[0].equals("Z");
      return zombie ? Optional.empty() : Optional.of(fields[19]);
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
