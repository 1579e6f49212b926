package io.trainvae.averaging;

import io.trainvae.averaging.sync.Disagreement;
import io.trainvae.averaging.sync.RoundCoordinator;
import io.trainvae.averaging.sync.RoundCoordinator.WorkerLosses;
import io.trainvae.blocks.PeerLostException;
import io.trainvae.error.JobException;
import io.trainvae.session.Executors;
import io.trainvae.session.TaskCores;
import io.trainvae.session.TaskPlacement;
import io.trainvae.session.TaskPlacement.TaskLocation;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.spark.SparkJobInfo;
import org.apache.spark.SparkStageInfo;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import scala.Tuple2;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction1;

/** One attempt of a stage, seen from the driver. */
final class TrainingStage {
  private static final long LOOK_MILLIS = 50;

  private final JavaSparkContext context;
  private final RoundCoordinator coordinator;
  private final StagePlan plan;
  private final List<TaskLocation> locations;
  private final TaskCores cores;

  /** Follows a stage. */
  @FunctionalInterface
  interface Rounds {
    /**
     * All workers have trained; their states are about to be averaged.
     *
     * @return whether another round follows in this stage
     */
    boolean trained(List<WorkerLosses> losses);
  }

  TrainingStage(
      JavaSparkContext context,
      RoundCoordinator coordinator,
      StagePlan plan,
      List<TaskLocation> locations,
      TaskCores cores) {
    this.context = context;
    this.coordinator = coordinator;
    this.plan = plan;
    this.locations = locations;
    this.cores = cores;
  }

  /**
   * Runs the stage to its end.
   *
   * @param averaged receives the workers' disagreement of each round before the next round is
   *     trained
   * @throws ExecutionException when Spark gave it up
   */
  List<StageTask.Result> run(Rounds rounds, Consumer<Disagreement> averaged)
      throws ExecutionException {
    coordinator.open(plan.attempt(), plan.tasks());
    JavaFutureAction<List<StageTask.Result>> job = tasks().collectAsync();
    try {
      follow(job, rounds, averaged);
      List<StageTask.Result> results = job.get();
      reportAveraged(averaged);
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw JobException.interrupted("Interrupted in a round");
    } finally {
      job.cancel(true);
      coordinator.close("the stage is over");
    }
  }

  private void follow(JavaFutureAction<?> job, Rounds rounds, Consumer<Disagreement> averaged)
      throws InterruptedException, ExecutionException {
    long launched = System.nanoTime();
    boolean another = true;
    while (another && !job.isDone()) {
      List<WorkerLosses> losses = coordinator.trained().poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      reportAveraged(averaged);
      if (losses != null) {
        another = rounds.trained(losses);
        coordinator.decide(another);
      } else if (!coordinator.isJoined() && !isLaunched(job)) {
        checkLaunch(System.nanoTime() - launched);
      }
    }
  }

  private void reportAveraged(Consumer<Disagreement> averaged) {
    for (Disagreement met; (met = coordinator.averaged().poll()) != null; ) {
      averaged.accept(met);
    }
  }

  /** Spark launches all tasks of a barrier stage or none. */
  private boolean isLaunched(JavaFutureAction<?> job) {
    for (int id : job.jobIds()) {
      SparkJobInfo started = context.statusTracker().getJobInfo(id);
      for (int stage : started == null ? new int[0] : started.stageIds()) {
        SparkStageInfo tasks = context.statusTracker().getStageInfo(stage);
        if (tasks != null && tasks.numActiveTasks() > 0) {
          return true;
        }
      }
    }
    return false;
  }

  /** Spark waits for the slots of a barrier stage without an end. */
  private void checkLaunch(long nanos) throws ExecutionException {
    if (!TaskPlacement.exist(context.sc(), locations)) {
      throw new ExecutionException(
          new PeerLostException("An executor was lost before its task began", null));
    }
    long patience = Executors.patienceMillis(context.sc());
    if (nanos > TimeUnit.MILLISECONDS.toNanos(patience)) {
      throw JobException.failed(
          "Cannot train: %d slots were not free at once within %d s, which the tasks of a training need to begin together; do other jobs run in this Spark application? %s to wait longer"
              .formatted(plan.tasks(), patience / 1000, Executors.PATIENCE));
    }
  }

  /** The barrier stage: one partition for each task, on its location. */
  private JavaRDD<StageTask.Result> tasks() {
    List<Tuple2<Integer, scala.collection.Seq<String>>> placed = new ArrayList<>();
    for (int task = 0; task < locations.size(); task++) {
      placed.add(
          new Tuple2<>(
              task, JavaConverters.asScalaBuffer(List.of(locations.get(task).location())).toSeq()));
    }
    ClassTag<Integer> numbers = ClassTag$.MODULE$.apply(Integer.class);
    ClassTag<StageTask.Result> results = ClassTag$.MODULE$.apply(StageTask.Result.class);
    RDD<Integer> tasks =
        context.sc().makeRDD(JavaConverters.asScalaBuffer(placed).toSeq(), numbers);
    RDD<StageTask.Result> stage = tasks.barrier().mapPartitions(new Run(plan), false, results);
    return cores.give(stage).toJavaRDD();
  }

  /** No lambda: Spark reads the bytecode of every lambda that it is given. */
  private static final class Run
      extends AbstractFunction1<Iterator<Integer>, Iterator<StageTask.Result>>
      implements Serializable {
    private static final long serialVersionUID = 1L;
    private final StagePlan plan;

    Run(StagePlan plan) {
      this.plan = plan;
    }

    @Override
    public Iterator<StageTask.Result> apply(Iterator<Integer> task) {
      StageTask.Result result = StageTask.run(plan, TaskContext.getPartitionId());
      return JavaConverters.asScalaIterator(List.of(result).iterator());
    }
  }
}
