package io.trainvae.checkpoint;

import io.trainvae.storage.Storage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.apache.hadoop.fs.Path;

/**
 * {@code <run>/checkpoints}: one folder for each checkpoint. The last few and the best are kept.
 * The best has the lowest -ELBO: of the test images if every epoch measures it, otherwise of its
 * epoch's training images.
 *
 * <p>At every moment the newest complete checkpoint is whole: parts are written first, the manifest
 * that makes them one last, and an old one goes only when a newer is complete.
 */
public final class CheckpointStore {
  private final Storage storage;
  private final Path folder;
  private final Map<String, Double> scores = new HashMap<>();

  /**
   * @param folder {@link io.trainvae.run.RunLayout#checkpoints}
   */
  public CheckpointStore(Storage storage, Path folder) {
    this.storage = storage;
    this.folder = folder;
  }

  /**
   * Prepares a folder for the arrays of a checkpoint, which {@link #publish} completes.
   *
   * @return its path, for {@link StateFiles#write}
   */
  public String begin(Position position) {
    CheckpointFolder to = at(position.name());
    to.begin();
    return to.path();
  }

  /**
   * Adds a checkpoint whose arrays are written, then deletes those that are no longer needed. If
   * the checkpoint exists, replaces everything except the arrays.
   *
   * @param keep number of recent checkpoints to keep, besides the best
   */
  public void publish(Checkpoint checkpoint, int keep) {
    String name = checkpoint.at().name();
    CheckpointFolder to = at(name);
    to.mustHave(checkpoint.state().parts());
    scores.put(name, to.publish(checkpoint).score());
    prune(keep);
  }

  /**
   * The newest checkpoint that is complete and whole.
   *
   * @param now the origin of the training that continues
   * @param parameters that its model has; asked when all else fits
   * @param complaint receives one line for each damaged checkpoint
   * @throws io.trainvae.error.JobException usage or data, when the newest whole one began with
   *     something else; storage, when it cannot be read
   */
  public Optional<Checkpoint> newest(
      Origin now, IntSupplier parameters, Consumer<String> complaint) {
    for (CheckpointFolder candidate : newestFirst()) {
      try {
        TrainingRecord training = candidate.outline();
        origin(training, now).mustEqual(now, folder.getParent());
        return Optional.of(candidate.read(training, parameters.getAsInt()));
      } catch (DamagedCheckpointException e) {
        complaint.accept(
            "Checkpoint %s is damaged (%s), skipped".formatted(candidate.name(), e.getMessage()));
      }
    }
    return Optional.empty();
  }

  /** Between two epochs the number of workers may change, and images may be added. */
  private static Origin origin(TrainingRecord training, Origin now) {
    return training.at().betweenEpochs()
        ? training.origin().withWorkers(now.workers()).grownTo(now)
        : training.origin();
  }

  /** The number of workers of the checkpoint to continue from; empty if there is none. */
  public Optional<Integer> workers() {
    for (CheckpointFolder candidate : newestFirst()) {
      try {
        return Optional.of(candidate.outline().origin().workers());
      } catch (DamagedCheckpointException e) {
        continue;
      }
    }
    return Optional.empty();
  }

  /** The figures of all epochs in the newest checkpoint; empty if there is none. */
  public List<EpochFigures> history() {
    for (CheckpointFolder candidate : newestFirst()) {
      try {
        return candidate.outline().history();
      } catch (DamagedCheckpointException e) {
        continue;
      }
    }
    return List.of();
  }

  /** Whether there is no complete checkpoint. */
  public boolean isEmpty() {
    return newestFirst().isEmpty();
  }

  /** Deletes incomplete checkpoints. */
  public void sweep() {
    for (Path path : storage.list(folder)) {
      if (Position.named(path.getName()).isPresent() && !at(path.getName()).isComplete()) {
        storage.delete(path);
      }
    }
  }

  private void prune(int keep) {
    List<CheckpointFolder> complete = newestFirst();
    Optional<String> best = best(complete);
    complete.stream()
        .skip(keep)
        .filter(old -> !best.equals(Optional.of(old.name())))
        .forEach(
            old -> {
              old.delete();
              scores.remove(old.name());
            });
  }

  private Optional<String> best(List<CheckpointFolder> complete) {
    return complete.stream()
        .filter(candidate -> !Double.isNaN(score(candidate)))
        .min(Comparator.comparingDouble(this::score))
        .map(CheckpointFolder::name);
  }

  private double score(CheckpointFolder candidate) {
    return scores.computeIfAbsent(
        candidate.name(),
        name -> {
          try {
            return candidate.outline().score();
          } catch (DamagedCheckpointException e) {
            return Double.NaN;
          }
        });
  }

  private List<CheckpointFolder> newestFirst() {
    List<Position> positions = new ArrayList<>();
    for (Path path : storage.list(folder)) {
      Position.named(path.getName()).ifPresent(positions::add);
    }
    positions.sort(Comparator.reverseOrder());
    return positions.stream()
        .map(position -> at(position.name()))
        .filter(CheckpointFolder::isComplete)
        .toList();
  }

  private CheckpointFolder at(String name) {
    return new CheckpointFolder(storage, new Path(folder, name));
  }
}
