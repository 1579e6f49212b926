package io.trainvae.checkpoint;

import io.trainvae.error.JobException;
import io.trainvae.network.VaeState;
import io.trainvae.storage.Storage;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;

/**
 * The arrays of a checkpoint, as files. Those of a large model are cut into slices, which different
 * processes write and read; a slice of each array is a file.
 *
 * @param folder of the checkpoint
 * @param parameters of the model
 * @param steps of the optimiser
 * @param parts the files, three for each slice, in the order of the slices
 */
public record StateFiles(String folder, int parameters, long steps, List<Part> parts)
    implements Serializable {
  /** What the first of a slice's files is called, then the second and third. */
  static final List<String> ARRAYS = List.of("parameters", "first-moment", "second-moment");

  /** Most parameters of a slice: files of 64 MiB. */
  private static final int MOST = 1 << 24;

  public StateFiles {
    parts = List.copyOf(parts);
  }

  /** Into how many slices the state of a model is cut. */
  public static int slices(int parameters) {
    return Math.max(1, (int) (((long) parameters + MOST - 1) / MOST));
  }

  /** The first parameter of a slice; of the number of slices, the number of parameters. */
  public static int start(int parameters, int slice, int slices) {
    return (int) ((long) parameters * slice / slices);
  }

  /** How many slices there are. */
  public int slices() {
    return parts.size() / ARRAYS.size();
  }

  /**
   * Writes a slice, and looks whether it arrived.
   *
   * @param folder as {@link CheckpointStore#begin} gave it
   * @param state of the slice alone
   * @throws JobException storage
   */
  public static List<Part> write(
      Storage storage, String folder, int slice, int slices, VaeState state) {
    CheckpointFolder files = new CheckpointFolder(storage, new Path(folder));
    return Stream.of(0, 1, 2)
        .map(array -> files.writePart(name(array, slice, slices), array(state, array)))
        .toList();
  }

  private static float[] array(VaeState state, int number) {
    return switch (number) {
      case 0 -> state.parameters();
      case 1 -> state.firstMoment();
      default -> state.secondMoment();
    };
  }

  static String name(int array, int slice, int slices) {
    return slices == 1
        ? ARRAYS.get(array) + ".bin"
        : "%s-%05d-of-%05d.bin".formatted(ARRAYS.get(array), slice + 1, slices);
  }

  /**
   * Reads a slice.
   *
   * @throws JobException data, when it is damaged; storage, when it cannot be read
   */
  public VaeState read(Storage storage, int slice) {
    CheckpointFolder files = new CheckpointFolder(storage, new Path(folder));
    try {
      float[][] arrays = new float[ARRAYS.size()][];
      for (int array = 0; array < arrays.length; array++) {
        arrays[array] = files.floats(part(array, slice), length(slice));
      }
      return new VaeState(arrays[0], arrays[1], arrays[2], steps);
    } catch (Damage e) {
      throw JobException.data("Cannot read checkpoint %s: %s".formatted(folder, e.getMessage()));
    }
  }

  /** Fails unless every file is what it was when it was written. */
  void verify(Storage storage) throws Damage {
    CheckpointFolder files = new CheckpointFolder(storage, new Path(folder));
    for (int slice = 0; slice < slices(); slice++) {
      for (int array = 0; array < ARRAYS.size(); array++) {
        files.readArray(part(array, slice), length(slice));
      }
    }
  }

  private Part part(int array, int slice) {
    return parts.get(slice * ARRAYS.size() + array);
  }

  private int length(int slice) {
    return start(parameters, slice + 1, slices()) - start(parameters, slice, slices());
  }
}
