package io.trainvae.run;

import org.apache.hadoop.fs.Path;

/** Where everything of a run stands. Notebooks and schedulers rely on these names. */
public record RunLayout(Path root) {

  public Path config() {
    return new Path(root, "config.yaml");
  }

  public Path provenance() {
    return new Path(root, "provenance.json");
  }

  public Path metrics() {
    return new Path(root, "metrics");
  }

  public Path summary() {
    return new Path(root, "summary.json");
  }

  public Path checkpoints() {
    return new Path(root, "checkpoints");
  }

  public Path model() {
    return new Path(root, "model");
  }

  public Path images() {
    return new Path(root, "images");
  }

  /** Pictures of each epoch, of runs that were asked for them. */
  public Path epochImages() {
    return new Path(images(), "epochs");
  }

  public Path report() {
    return new Path(root, "report.html");
  }

  /** The data set of a run that made its own. */
  public Path data() {
    return new Path(root, "data");
  }

  /** Latents and anomaly scores of the whole data set. */
  public Path encoded() {
    return new Path(root, "encoded");
  }

  /** Under which name a tracking server knows the run; only of runs that were tracked. */
  public Path tracking() {
    return new Path(root, "mlflow.json");
  }

  /** What the run's own data set was asked to be. */
  public Path ingest() {
    return new Path(root, "ingest.json");
  }

  /** Who writes to the run; only while somebody does. */
  public Path lease() {
    return new Path(root, ".lease.json");
  }

  /** Written last: a run that has it is complete. */
  public Path success() {
    return new Path(root, "_SUCCESS");
  }
}
