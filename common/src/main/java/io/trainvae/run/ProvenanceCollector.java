package io.trainvae.run;

import io.trainvae.data.DatasetInfo;
import io.trainvae.lease.ThisMachine;
import io.trainvae.storage.Redaction;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;

/**
 * Collects the provenance of a run when it starts.
 *
 * @param versions of the program and its libraries by name; Java's is added
 * @param backend that computes
 * @param command the command line as given
 */
public record ProvenanceCollector(
    Map<String, String> versions, String backend, List<String> command) {

  public Provenance collect(RunId runId, Path data, DatasetInfo dataset, long seed) {
    return new Provenance(
        runId.text(),
        Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS).toString(),
        Redaction.arguments(command),
        allVersions(),
        commit(),
        backend,
        host(),
        Redaction.text(data.toString()),
        dataset,
        seed,
        List.of());
  }

  private Map<String, String> allVersions() {
    Map<String, String> all = new TreeMap<>(versions);
    all.put("java", Runtime.version() + ", " + System.getProperty("java.vm.name"));
    return all;
  }

  private static Provenance.Host host() {
    return new Provenance.Host(
        ThisMachine.hostName(),
        "%s %s %s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch")),
        Runtime.getRuntime().availableProcessors(),
        Runtime.getRuntime().maxMemory());
  }

  /** The commit that the build recorded in {@code git.properties}, or null. */
  private static String commit() {
    try (InputStream in = ProvenanceCollector.class.getResourceAsStream("/git.properties")) {
      if (in == null) {
        return null;
      }
      Properties git = new Properties();
      git.load(in);
      return git.getProperty("git.commit.id.full", git.getProperty("git.commit.id"));
    } catch (IOException e) {
      return null;
    }
  }
}
