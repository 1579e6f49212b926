package io.trainvae.averaging;

import io.trainvae.averaging.state.StateBlocks;
import io.trainvae.averaging.state.StateTransfer;
import io.trainvae.averaging.sync.Disagreement;
import io.trainvae.averaging.sync.Losses;
import io.trainvae.averaging.sync.RoundCoordinator;
import io.trainvae.averaging.sync.RoundCoordinator.WorkerLosses;
import io.trainvae.blocks.Blocks;
import io.trainvae.blocks.PeerLostException;
import io.trainvae.checkpoint.Position;
import io.trainvae.checkpoint.StateFiles;
import io.trainvae.error.JobException;
import io.trainvae.session.FailingExecutors;
import io.trainvae.session.JobDescription;
import io.trainvae.session.TaskCores;
import io.trainvae.session.TaskPlacement;
import io.trainvae.session.TaskPlacement.TaskLocation;
import io.trainvae.shards.Shards;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rpc.RpcEndpointRef;
import org.apache.spark.rpc.RpcEnv;

/**
 * Synchronous data-parallel training by parameter averaging (McDonald, Hall and Mann 2010), in
 * which every image is used in every epoch, and weights count examples. What becomes of the
 * parameters' mean, and of the optimiser's moments, is a setting: {@link
 * io.trainvae.config.OuterStep}.
 *
 * <p>An epoch is a sequence of barrier stages, each of many rounds; see {@link StageTask}. A stage
 * whose tasks are lost begins again from the state that it began with, and computes the same.
 */
public final class AveragedTraining implements AutoCloseable {
  private static final String DYNAMIC_ALLOCATION = "spark.dynamicAllocation.enabled";

  /** Duration of a stage. The loss of an executor costs about this much time. */
  private static final long STAGE_SECONDS = 20;

  private final JavaSparkContext context;
  private final AveragingPlan plan;
  private final Shards shards;
  private final RoundReports reports;
  private final boolean copiesToDriver;
  private final RpcEnv rpc;
  private final RoundCoordinator coordinator;
  private final RpcEndpointRef endpoint;
  private final TaskCores cores;
  private final TaskPlacement placement;
  private final FailingExecutors failing;
  private final StateTransfer transfer;
  private final Set<Blocks> spentBlocks = new HashSet<>();
  private double learningRate;
  private int attempts;
  private StateBlocks state;
  private Position at;
  private Saved saved;

  /** The last saved state; without files, the beginning of the training. */
  private record Saved(Position at, Optional<StateFiles> files) {}

  /**
   * @param at how far the training is
   * @param files its state there; empty at the beginning
   * @param copiesToDriver whether the driver copies the state after every stage; the training
   *     continues from this copy when all executors are lost
   */
  public AveragedTraining(
      JavaSparkContext context,
      AveragingPlan plan,
      Shards shards,
      Position at,
      Optional<StateFiles> files,
      boolean copiesToDriver,
      RoundListener listener) {
    this.context = context;
    this.plan = plan;
    this.shards = shards;
    this.reports = new RoundReports(listener, at);
    this.copiesToDriver = copiesToDriver;
    this.cores = TaskCores.of(context.sc(), plan.threads());
    this.rpc = context.env().rpcEnv();
    this.coordinator = new RoundCoordinator(rpc);
    this.endpoint = rpc.setupEndpoint(name(), coordinator);
    this.placement = new TaskPlacement(context.sc(), cores);
    this.failing = FailingExecutors.watch(context.sc());
    this.transfer = new StateTransfer(context);
    this.learningRate = plan.optimiser().learningRate();
    this.at = at;
    this.saved = new Saved(at, files);
  }

  /** Gets the state to the executors. To be called first. */
  public void begin() {
    state = copiedToDriver(savedState());
  }

  private StateBlocks copiedToDriver(StateBlocks blocks) {
    if (copiesToDriver) {
      blocks.copyHere();
    }
    return blocks;
  }

  private StateBlocks savedState() {
    return saved.files().map(transfer::load).orElseGet(this::initialState);
  }

  private StateBlocks initialState() {
    return transfer.initial(plan.spec(), plan.image(), plan.seed());
  }

  /**
   * Checks settings before a session is started with them.
   *
   * @throws JobException usage, under dynamic allocation, with which Spark refuses barrier stages
   *     (SPARK-24942)
   */
  public static void checkSettings(SparkConf conf) {
    boolean local = conf.get("spark.master", "local").startsWith("local");
    if (!local && conf.getBoolean(DYNAMIC_ALLOCATION, false)) {
      throw JobException.usage(
          "Cannot train with %s=true: the tasks of a training begin together and stay (SPARK-24942); expected --conf %s=false, and as many executors as workers need"
              .formatted(DYNAMIC_ALLOCATION, DYNAMIC_ALLOCATION));
    }
  }

  private String name() {
    return "train-vae-" + plan.trainingId();
  }

  /** Sets the learning rate of the next epochs. */
  public void setLearningRate(double rate) {
    learningRate = rate;
  }

  /**
   * The position of the training: between two epochs, or within an epoch that the listener
   * interrupted, with the sums of the last epoch.
   */
  public Position position() {
    return at.rounds() < plan.rounds(at.epochs())
        ? at
        : new Position(at.epochs() + 1, 0, at.images(), at.reconstruction(), at.kl());
  }

  /** The parameters as they are now. */
  public float[] parameters() {
    return state.parameters();
  }

  /**
   * Writes the current state to a checkpoint. A stage restarts from it when executors have lost the
   * state.
   *
   * @param folder of the checkpoint
   * @throws JobException storage
   */
  public StateFiles save(String folder) {
    StateFiles files = transfer.save(state, folder);
    saved = new Saved(position(), Optional.of(files));
    return files;
  }

  /** Trains one epoch, or the rest of the current one. */
  public void epoch() {
    Position from = position();
    at = from.betweenEpochs() ? Position.afterEpoch(from.epochs()) : from;
    boolean goOn = true;
    while (goOn && at.rounds() < plan.rounds(at.epochs())) {
      stage();
      if (reports.isPause(at) && at.rounds() < plan.rounds(at.epochs())) {
        goOn = reports.pausedAt(at);
      }
    }
  }

  /** A stage that succeeds, in one attempt or more. */
  private void stage() {
    Position start = at;
    for (int failed = 0; ; failed++) {
      at = start;
      try {
        attempt();
        return;
      } catch (ExecutionException e) {
        failing.afterFailure(e.getCause(), failed + 1);
        start = recover(start);
      }
    }
  }

  /**
   * The position to continue from when executors are lost: the beginning of the stage if every
   * piece of the state is still on an executor, otherwise the last saved state.
   */
  private Position recover(Position start) {
    if (state.isWhole()) {
      return start;
    }
    if (saved.at().epochs() != start.epochs()) {
      throw JobException.failed(
          "Training stopped: all executors that had the state after epoch %d are gone, and no checkpoint has it"
              .formatted(start.epochs()));
    }
    state.blocks().removeAll();
    state = copiedToDriver(savedState());
    return saved.at().betweenEpochs() ? Position.afterEpoch(start.epochs()) : saved.at();
  }

  private void attempt() throws ExecutionException {
    shards.restore();
    List<TaskLocation> locations = placement.take(plan.workers());
    StagePlan stage = stagePlan(locations.size());
    Blocks obsolete = stage.end();
    spentBlocks.add(stage.exchange());
    try (JobDescription described = JobDescription.of(context.sc(), describe())) {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(STAGE_SECONDS);
      List<StageTask.Result> results =
          new TrainingStage(context, coordinator, stage, locations, cores)
              .run(losses -> trained(losses) && System.nanoTime() < end, this::averaged);
      check(results);
      StateBlocks reached = copiedToDriver(stage.endState(stepsAfter(stage)));
      obsolete = state.blocks();
      state = reached;
      spentBlocks.remove(stage.exchange());
    } catch (PeerLostException e) {
      throw new ExecutionException(e);
    } finally {
      stage.exchange().removeAll();
      obsolete.removeAll();
    }
  }

  private StagePlan stagePlan(int tasks) {
    return new StagePlan(
        plan.of(at.epochs()),
        name(),
        attempts++,
        tasks,
        at.epochs(),
        at.rounds(),
        learningRate,
        shards.layout(),
        shards.blocks(),
        state,
        Blocks.create(context.sc()),
        Blocks.create(context.sc()));
  }

  private long stepsAfter(StagePlan stage) {
    return state.steps()
        + IntStream.range(stage.firstRound(), at.rounds()).map(stage.plan()::roundSteps).sum();
  }

  private String describe() {
    return "train epoch %d/%d from round %d/%d"
        .formatted(at.epochs() + 1, plan.epochs(), at.rounds() + 1, plan.rounds(at.epochs()));
  }

  /** Counts a round; returns whether another one follows in this stage. */
  private boolean trained(List<WorkerLosses> losses) {
    Losses sum = Losses.NONE;
    for (WorkerLosses worker : losses) {
      if (!worker.losses().finite()) {
        throw notFinite(worker);
      }
      sum = sum.plus(worker.losses());
    }
    at =
        new Position(
            at.epochs(),
            at.rounds() + 1,
            at.images() + sum.images(),
            at.reconstruction() + sum.reconstruction(),
            at.kl() + sum.kl());
    reports.roundDone(at);
    return !reports.isPause(at) && at.rounds() < plan.rounds(at.epochs());
  }

  /** The round that was trained last is averaged. */
  private void averaged(Disagreement disagreement) {
    if (plan.workers() > 1) {
      reports.averaged(at, disagreement.relative());
    }
  }

  private JobException notFinite(WorkerLosses met) {
    return JobException.failed(
        ("Training stopped: loss is not a finite number in epoch %d, round %d, worker %d (executor %s);"
                + " try a smaller learning rate than %s")
            .formatted(
                at.epochs() + 1, at.rounds() + 1, met.worker(), met.executor(), learningRate));
  }

  private void check(List<StageTask.Result> results) {
    boolean done = at.rounds() == plan.rounds(at.epochs());
    if (done && at.images() != plan.images()) {
      throw new IllegalStateException(
          "Trained on %,d images in epoch %d, expected %,d"
              .formatted(at.images(), at.epochs() + 1, plan.images()));
    }
    boolean finite = results.stream().allMatch(StageTask.Result::finite);
    if (done && !finite) {
      throw JobException.failed(
          "Training stopped: parameters are not finite after epoch %d; try a smaller learning rate than %s"
              .formatted(at.epochs() + 1, learningRate));
    }
  }

  /** Frees everything that executors keep for the training. */
  @Override
  public void close() {
    rpc.stop(endpoint);
    failing.close();
    if (state != null) {
      state.blocks().removeAll();
    }
    // Blocks that killed tasks left.
    spentBlocks.forEach(Blocks::removeAll);
    ReplicaPool.closeIdle(0);
  }
}
