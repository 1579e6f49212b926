package io.trainvae.ml;

import io.trainvae.config.RunConfig;
import io.trainvae.error.JobException;
import io.trainvae.gpu.Devices;
import io.trainvae.lease.Lease;
import io.trainvae.network.SavedModel;
import io.trainvae.progress.ConsoleProgress;
import io.trainvae.progress.Terminal;
import io.trainvae.run.Provenance;
import io.trainvae.run.ProvenanceCollector;
import io.trainvae.run.RunFolder;
import io.trainvae.run.RunFolder.Start;
import io.trainvae.run.RunId;
import io.trainvae.session.ExecutorFailures;
import io.trainvae.session.Versions;
import io.trainvae.storage.Storage;
import io.trainvae.train.InMemoryTraining;
import io.trainvae.train.InMemoryTraining.Trained;
import io.trainvae.train.ResumePoint;
import io.trainvae.train.RunGuard;
import io.trainvae.train.RunStarter;
import io.trainvae.train.StopSignal;
import io.trainvae.train.TrainJob;
import io.trainvae.train.TrainListener;
import io.trainvae.train.TrainRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Trains on a DataFrame: in memory, or in a run folder where there is a {@code checkpointDir}. */
final class Fitting {
  private static final Logger LOG = LoggerFactory.getLogger(Fitting.class);

  private static final String COMMAND = "VariationalAutoencoder.fit";

  private final VariationalAutoencoder stage;
  private final RunConfig config;

  Fitting(VariationalAutoencoder stage, RunConfig config) {
    this.stage = stage;
    this.config = config;
  }

  /**
   * @throws JobException in one line, also where the failure came from an executor
   */
  Trained on(Dataset<?> dataset) {
    SparkSession spark = dataset.sparkSession();
    try {
      if (stage.getCheckpointDir().isEmpty()) {
        return new InMemoryTraining(spark, config, rows(dataset), listeners()).execute();
      }
      Storage storage = new Storage(spark.sparkContext().hadoopConfiguration());
      Path root = storage.path(stage.getCheckpointDir());
      boolean begun = storage.exists(new Path(root, "config.yaml"));
      Start start = begun ? Start.RESUME : Start.NEW;
      // Check the folder before all rows are read.
      RunFolder folder = RunFolder.choose(storage, root, start);
      DataFrameRows rows = rows(dataset);
      try (Lease lease = folder.claim(start, LOG::info)) {
        return begun
            ? goOn(spark, storage, folder, lease, rows)
            : train(spark, storage, folder, lease, rows, ResumePoint.fromTheBeginning(config));
      }
    } catch (Exception e) { // Spark throws checked ones without saying so.
      Optional<JobException> own = ExecutorFailures.own(e);
      if (own.isPresent()) {
        throw own.get();
      }
      throw e;
    }
  }

  private List<TrainListener> listeners() {
    return stage.getVerbose()
        ? List.of(new ConsoleProgress(System.err, Terminal.ofStandardError(), "rows"))
        : List.of();
  }

  private DataFrameRows rows(Dataset<?> dataset) {
    return DataFrameRows.of(dataset, stage, config.model());
  }

  private Trained goOn(
      SparkSession spark, Storage storage, RunFolder folder, Lease lease, DataFrameRows rows) {
    ResumePoint found = ResumePoint.find(storage, folder, config, rows.info(), LOG::info);
    ResumePoint from =
        ResumePoint.ofCheckpoints(storage, folder, found.config(), rows.info(), LOG::info);
    if (!found.trained()) {
      return train(spark, storage, folder, lease, rows, from);
    }
    TrainJob job = job(spark, folder, lease, from, List.of());
    job.verify(rows);
    return trained(storage, folder, from, job);
  }

  private Trained train(
      SparkSession spark,
      Storage storage,
      RunFolder folder,
      Lease lease,
      DataFrameRows rows,
      ResumePoint from) {
    List<TrainListener> listeners = new ArrayList<>();
    Provenance provenance = provenance(spark, from.config(), folder.layout().root(), rows);
    listeners.add(new RunStarter(folder, lease, from.config(), provenance, from.start()));
    listeners.addAll(listeners());
    TrainJob job = job(spark, folder, lease, from, listeners);
    job.execute(rows);
    return trained(storage, folder, from, job);
  }

  private static TrainJob job(
      SparkSession spark,
      RunFolder folder,
      Lease lease,
      ResumePoint from,
      List<TrainListener> listeners) {
    Path root = folder.layout().root();
    return new TrainJob(
        spark,
        new TrainRequest(from.config(), root, root, from.start()),
        listeners,
        new RunGuard(Optional.of(lease), new StopSignal()));
  }

  private static Trained trained(
      Storage storage, RunFolder folder, ResumePoint from, TrainJob job) {
    SavedModel model = SavedModel.read(storage, folder.layout().model());
    return new Trained(model, from.config(), job.epochs());
  }

  private static Provenance provenance(
      SparkSession spark, RunConfig config, Path root, DataFrameRows rows) {
    String devices =
        String.join("; ", Devices.inUse(spark.sparkContext(), config.train().workers()));
    return new ProvenanceCollector(Versions.all(), devices, List.of(COMMAND))
        .collect(RunId.of(root), new Path(rows.info().name()), rows.info(), config.train().seed());
  }
}
