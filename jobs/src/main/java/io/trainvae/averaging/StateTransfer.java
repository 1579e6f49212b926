package io.trainvae.averaging;

import io.trainvae.averaging.Slices.Piece;
import io.trainvae.blocks.Blocks;
import io.trainvae.checkpoint.Part;
import io.trainvae.checkpoint.StateFiles;
import io.trainvae.error.JobException;
import io.trainvae.model.ParameterLayout;
import io.trainvae.network.InitialWeights;
import io.trainvae.network.VaeState;
import io.trainvae.session.JobDescription;
import io.trainvae.storage.Storage;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Moves a state to the executors, and from them into a checkpoint. Executors read and write the
 * slices; the driver sees none of them.
 */
final class StateTransfer {
  private final JavaSparkContext context;
  private final AveragingPlan plan;

  /**
   * The result of writing a slice. A failure is not retried, because the storage has already
   * retried it.
   */
  private record Outcome(List<Part> parts, JobException failure) implements Serializable {}

  /** The work on one slice. */
  @FunctionalInterface
  private interface SliceWork extends Serializable {
    List<Part> of(int slice, Storage storage);
  }

  StateTransfer(JavaSparkContext context, AveragingPlan plan) {
    this.context = context;
    this.plan = plan;
  }

  /** The state before the first step. */
  StateBlocks initial() {
    int size = new ParameterLayout(plan.spec(), plan.image()).total();
    StateBlocks state = blocks(new Slices(size, 1), 0, false);
    AveragingPlan sent = plan;
    boolean twice = hasTwoExecutors();
    run(
        "draw the initial weights",
        1,
        (slice, storage) -> {
          VaeState drawn = InitialWeights.of(sent.spec(), sent.image(), sent.seed());
          state.slices().pieces().forEach(piece -> state.put(piece, drawn, piece.from(), twice));
          return List.of();
        });
    return state;
  }

  /**
   * The state of a checkpoint.
   *
   * @throws JobException data or storage, when it cannot be read
   */
  StateBlocks load(StateFiles files) {
    StateBlocks state =
        blocks(new Slices(files.parameters(), files.slices()), files.steps(), files.velocity());
    boolean twice = hasTwoExecutors();
    run(
        "read the checkpoint",
        files.slices(),
        (slice, storage) -> {
          VaeState read = files.read(storage, slice);
          Optional<float[]> velocity =
              files.velocity() ? Optional.of(files.readVelocity(storage, slice)) : Optional.empty();
          int start = StateFiles.start(files.parameters(), slice, files.slices());
          for (Piece piece : state.slices().pieces()) {
            if (piece.slice() == slice) {
              int at = piece.from() - start;
              state.put(piece, read, at, twice);
              velocity.ifPresent(of -> state.putVelocity(piece, of, at, twice));
            }
          }
          return List.of();
        });
    return state;
  }

  /**
   * Writes a state.
   *
   * @param folder of the checkpoint
   * @throws JobException storage
   */
  StateFiles save(StateBlocks state, String folder) {
    int size = state.slices().size();
    int slices = StateFiles.slices(size);
    List<Part> parts =
        run(
            "write the checkpoint",
            slices,
            (slice, storage) -> {
              int from = StateFiles.start(size, slice, slices);
              VaeState part = new VaeState(StateFiles.start(size, slice + 1, slices) - from);
              state.read(from, part);
              Optional<float[]> velocity =
                  state.velocity() ? Optional.of(new float[part.size()]) : Optional.empty();
              velocity.ifPresent(of -> state.readVelocity(from, of));
              return StateFiles.write(storage, folder, slice, slices, part, velocity);
            });
    return new StateFiles(folder, size, state.steps(), state.velocity(), parts);
  }

  private StateBlocks blocks(Slices slices, long steps, boolean velocity) {
    return new StateBlocks(Blocks.create(context.sc()), slices, steps, velocity);
  }

  private boolean hasTwoExecutors() {
    // The driver counts as one.
    return context.sc().getExecutorMemoryStatus().size() > 2;
  }

  private List<Part> run(String description, int slices, SliceWork work) {
    SerializableConfiguration conf =
        new SerializableConfiguration(context.sc().hadoopConfiguration());
    try (JobDescription described = JobDescription.of(context.sc(), description)) {
      List<Part> parts = new ArrayList<>();
      List<Integer> numbers = IntStream.range(0, slices).boxed().toList();
      for (Outcome outcome :
          context.parallelize(numbers, slices).map(slice -> run(slice, work, conf)).collect()) {
        if (outcome.failure() != null) {
          throw outcome.failure();
        }
        parts.addAll(outcome.parts());
      }
      return parts;
    }
  }

  private static Outcome run(int slice, SliceWork work, SerializableConfiguration conf) {
    try {
      return new Outcome(new ArrayList<>(work.of(slice, new Storage(conf.value()))), null);
    } catch (JobException failure) {
      return new Outcome(List.of(), failure);
    }
  }
}
