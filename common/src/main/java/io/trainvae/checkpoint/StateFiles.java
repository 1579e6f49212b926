package io.trainvae.checkpoint;

import io.trainvae.error.JobException;
import io.trainvae.network.VaeState;
import io.trainvae.storage.Storage;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/**
 * The arrays of a checkpoint, as files. Those of a large model are cut into slices, which different
 * processes write and read; a slice of each array is a file.
 *
 * @param folder of the checkpoint
 * @param parameters of the model
 * @param steps of the optimiser
 * @param velocity whether the state has one, of {@link io.trainvae.config.OuterStep}
 * @param parts the files, one for each array of a slice, in the order of the slices
 */
public record StateFiles(
    String folder, int parameters, long steps, boolean velocity, List<Part> parts)
    implements Serializable {
  /** The name of the first file of a slice, and of the following ones. */
  private static final List<String> NAMES =
      List.of("parameters", "first-moment", "second-moment", "velocity");

  private static final int VELOCITY = 3;

  /** Most parameters of a slice: files of 64 MiB. */
  private static final int MOST = 1 << 24;

  public StateFiles {
    parts = List.copyOf(parts);
  }

  /** Files of a slice. */
  static int arrays(boolean velocity) {
    return velocity ? NAMES.size() : VELOCITY;
  }

  /** Into how many slices the state of a model is cut. */
  public static int slices(int parameters) {
    return Math.max(1, (int) (((long) parameters + MOST - 1) / MOST));
  }

  /** The first parameter of a slice; of the number of slices, the number of parameters. */
  public static int start(int parameters, int slice, int slices) {
    return (int) ((long) parameters * slice / slices);
  }

  /** The number of slices. */
  public int slices() {
    return parts.size() / arrays(velocity);
  }

  /**
   * Writes a slice, and looks whether it arrived.
   *
   * @param folder as {@link CheckpointStore#begin} gave it
   * @param state of the slice alone
   * @param velocity of the slice alone, where there is one
   * @throws JobException storage
   */
  public static List<Part> write(
      Storage storage,
      String folder,
      int slice,
      int slices,
      VaeState state,
      Optional<float[]> velocity) {
    CheckpointFolder files = new CheckpointFolder(storage, new Path(folder));
    List<float[]> arrays =
        new ArrayList<>(List.of(state.parameters(), state.firstMoment(), state.secondMoment()));
    velocity.ifPresent(arrays::add);
    List<Part> parts = new ArrayList<>();
    for (int array = 0; array < arrays.size(); array++) {
      parts.add(files.writePart(name(array, slice, slices), arrays.get(array)));
    }
    return parts;
  }

  static String name(int array, int slice, int slices) {
    return slices == 1
        ? NAMES.get(array) + ".bin"
        : "%s-%05d-of-%05d.bin".formatted(NAMES.get(array), slice + 1, slices);
  }

  /**
   * Reads a slice, without the velocity.
   *
   * @throws JobException data, when it is damaged; storage, when it cannot be read
   */
  public VaeState read(Storage storage, int slice) {
    return new VaeState(
        read(storage, 0, slice), read(storage, 1, slice), read(storage, 2, slice), steps);
  }

  /**
   * Reads a slice of the velocity, which there must be.
   *
   * @throws JobException data, when it is damaged; storage, when it cannot be read
   */
  public float[] readVelocity(Storage storage, int slice) {
    return read(storage, VELOCITY, slice);
  }

  private float[] read(Storage storage, int array, int slice) {
    CheckpointFolder files = new CheckpointFolder(storage, new Path(folder));
    try {
      return files.floats(part(array, slice), length(slice));
    } catch (DamagedCheckpointException e) {
      throw JobException.data("Cannot read checkpoint %s: %s".formatted(folder, e.getMessage()));
    }
  }

  /** Fails unless every file still has its original content. */
  void verify(Storage storage) throws DamagedCheckpointException {
    CheckpointFolder files = new CheckpointFolder(storage, new Path(folder));
    for (int slice = 0; slice < slices(); slice++) {
      for (int array = 0; array < arrays(velocity); array++) {
        files.readArray(part(array, slice), length(slice));
      }
    }
  }

  private Part part(int array, int slice) {
    return parts.get(slice * arrays(velocity) + array);
  }

  private int length(int slice) {
    return start(parameters, slice + 1, slices()) - start(parameters, slice, slices());
  }
}
