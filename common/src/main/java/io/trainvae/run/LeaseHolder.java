package io.trainvae.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.UUID;

/**
 * Who writes to a run, as its lease file says.
 *
 * @param token of this one acquisition
 * @param host name of the machine
 * @param machine what tells apart machines and containers of the same name: within it a process id
 *     means one process; empty where nothing is known
 * @param pid of the driver
 * @param born when that process started, for process ids are used again
 * @param since when it took the lease
 * @param beats counts its signs of life
 */
record LeaseHolder(
    String token,
    String host,
    String machine,
    long pid,
    @JsonProperty("process_started") String born,
    String since,
    long beats) {

  /** What another program put there may lack anything. */
  LeaseHolder {
    token = Objects.requireNonNullElse(token, "");
    host = Objects.requireNonNullElse(host, "unknown");
    machine = Objects.requireNonNullElse(machine, "");
    born = Objects.requireNonNullElse(born, "");
    since = Objects.requireNonNullElse(since, "unknown");
  }

  /** This process. */
  static LeaseHolder self() {
    ProcessHandle process = ProcessHandle.current();
    return new LeaseHolder(
        UUID.randomUUID().toString(),
        hostName(),
        thisMachine(),
        process.pid(),
        born(process),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        0);
  }

  LeaseHolder beat() {
    return new LeaseHolder(token, host, machine, pid, born, since, beats + 1);
  }

  boolean isSame(LeaseHolder other) {
    return token.equals(other.token);
  }

  /** Whether its process can be looked up from here. */
  boolean isOnThisMachine() {
    return !machine.isEmpty() && machine.equals(thisMachine()) && host.equals(hostName());
  }

  /** Whether its process is still there; only where {@link #isOnThisMachine}. */
  boolean isAlive() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(process -> born(process).equals(born))
        .isPresent();
  }

  @Override
  public String toString() {
    return "process %d on %s since %s".formatted(pid, host, since);
  }

  private static String born(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toString).orElse("");
  }

  static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }

  /** The kernel's boot and the namespace of process ids; empty where there is no Linux. */
  private static String thisMachine() {
    try {
      String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
      return boot + " " + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }
}
