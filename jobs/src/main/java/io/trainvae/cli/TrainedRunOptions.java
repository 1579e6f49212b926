package io.trainvae.cli;

import io.trainvae.lease.Lease;
import io.trainvae.run.RunFolder;
import io.trainvae.storage.Storage;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Option;

/** Options that name a trained run and the images to use it on. */
final class TrainedRunOptions {
  @Option(
      names = "--run",
      required = true,
      paramLabel = "URI",
      description = "The folder of a trained run.")
  private String run;

  @Option(
      names = "--data",
      paramLabel = "URI",
      description = "A Parquet data set. Default: the one that the run was trained on.")
  private String data;

  RunFolder open(Context context, Storage storage) {
    return open(run, context, storage);
  }

  /** The run of this name, if no process is training it. */
  static RunFolder open(String run, Context context, Storage storage) {
    Path root = storage.path(run);
    storage.preflightRead(root);
    RunFolder folder = RunFolder.open(storage, root);
    Lease.refuseWhileHeld(storage, folder.layout().leased(), context.err()::println);
    return folder;
  }

  Path data(RunFolder folder, Storage storage) {
    return data == null ? new Path(folder.provenance().data()) : storage.path(data);
  }
}
