package io.trainvae.run;

import io.trainvae.lease.LeasedFolder;
import java.util.List;
import org.apache.hadoop.fs.Path;

/** The paths of all files of a run. Notebooks and schedulers rely on these names. */
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

  /** The model in formats of others. */
  public Path exported() {
    return new Path(root, "export");
  }

  /** Under which name a tracking server knows the run; only of runs that were tracked. */
  public Path tracking() {
    return new Path(root, "mlflow.json");
  }

  /** The options with which the run's own data set was made. */
  public Path ingest() {
    return new Path(root, "ingest.json");
  }

  /** The options of the data set that is being made. */
  public Path ingestUnderWay() {
    return new Path(root, ".ingest.json");
  }

  /** The run as something that one process at a time may change. */
  public LeasedFolder leased() {
    return LeasedFolder.within("run", root);
  }

  /** The former run while {@code --overwrite} trains a new one. */
  public Path former() {
    return new Path(root, ".former");
  }

  /** All folders that files are written to, but for those of single checkpoints. */
  List<Path> folders() {
    return List.of(
        root,
        metrics(),
        model(),
        checkpoints(),
        images(),
        epochImages(),
        new Path(images(), "classes"));
  }

  /** The parts that a training writes; the mark first and the configuration last. */
  List<Path> parts() {
    return List.of(
        success(),
        summary(),
        metrics(),
        checkpoints(),
        model(),
        images(),
        report(),
        provenance(),
        tracking(),
        config());
  }

  /** Written last: a run that has it is complete. */
  public Path success() {
    return new Path(root, "_SUCCESS");
  }
}
