package io.trainvae.benchmark.growth;

import io.trainvae.benchmark.measure.Command;
import io.trainvae.benchmark.measure.Observed;
import io.trainvae.benchmark.measure.Places;
import io.trainvae.error.JobException;

/** A standalone cluster on this machine, by {@code deploy/standalone/cluster}. */
final class LocalCluster implements AutoCloseable {
  private static final String EXECUTOR_MEMORY = "640m";

  private final Places places;
  private final Command script;
  private final Thread end = new Thread(this::stop);

  private LocalCluster(Places places) {
    this.places = places;
    this.script =
        Command.of(places.project().resolve("deploy/standalone/cluster").toString())
            .with("CLUSTER_DIR", places.work().resolve("cluster").toString());
  }

  /** A worker with room for this many executors of one core. */
  static LocalCluster start(Places places, int executors) {
    LocalCluster cluster = new LocalCluster(places);
    Runtime.getRuntime().addShutdownHook(cluster.end);
    Observed started =
        cluster
            .script
            .and("start", "--workers", "1", "--cores", "" + executors)
            .and("--memory", executors + "g", "--any-port")
            .observe(places.log("cluster-start"));
    if (started.exitCode() != 0) {
      cluster.close();
      throw JobException.failed("Cannot start a cluster: " + started.lastLine());
    }
    return cluster;
  }

  /** The train-vae command on this many executors. */
  Command submit(int executors) {
    return script
        .and("submit", "--total-executor-cores", "" + executors, "--executor-cores", "1")
        .and("--executor-memory", EXECUTOR_MEMORY);
  }

  private void stop() {
    script.and("stop").observe(places.log("cluster-stop"));
  }

  @Override
  public void close() {
    stop();
    Runtime.getRuntime().removeShutdownHook(end);
  }
}
