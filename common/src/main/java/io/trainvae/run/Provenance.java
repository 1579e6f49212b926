package io.trainvae.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.trainvae.data.DatasetInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code <run>/provenance.json}: everything needed to repeat a run.
 *
 * @param started ISO 8601, UTC
 * @param command the command line, secrets redacted
 * @param versions of this program, Java, Spark, DL4J, ... by name
 * @param commit git commit of this program; null when it was not recorded at build time
 * @param backend ND4J's backend, the hosts and their GPUs
 * @param host the driver's machine
 * @param data root of the data set
 * @param dataset the content of {@code dataset.json}, with checksums
 * @param resumed every time that the training was continued
 */
public record Provenance(
    @JsonProperty("run_id") String runId,
    String started,
    List<String> command,
    Map<String, String> versions,
    String commit,
    String backend,
    Host host,
    String data,
    DatasetInfo dataset,
    long seed,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Resumption> resumed) {

  public Provenance {
    command = List.copyOf(command);
    versions = Map.copyOf(versions);
    resumed = resumed == null ? List.of() : List.copyOf(resumed);
  }

  /** The same, extended by the provenance of a new process. */
  Provenance continuedBy(Provenance process) {
    List<Resumption> all = new ArrayList<>(resumed);
    all.add(new Resumption(process.started, process.command, process.commit, process.host));
    return new Provenance(
        runId,
        started,
        command,
        versions,
        commit,
        backend,
        host,
        process.data,
        process.dataset,
        seed,
        all);
  }

  /**
   * @param time ISO 8601, UTC
   * @param command the command line, secrets redacted
   */
  public record Resumption(String time, List<String> command, String commit, Host host) {}

  /**
   * @param os name, version and architecture
   * @param processors that the virtual machine sees
   * @param memory most bytes that the driver's virtual machine takes for its heap
   */
  public record Host(
      String name, String os, int processors, @JsonProperty("max_heap_bytes") long memory) {}
}
