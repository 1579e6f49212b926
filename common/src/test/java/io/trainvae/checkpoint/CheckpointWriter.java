package io.trainvae.checkpoint;

import io.trainvae.network.VaeState;
import io.trainvae.storage.Storage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Writes whole checkpoints from one process, as tests want them. */
final class CheckpointWriter {
  private CheckpointWriter() {}

  /**
   * @param outline of the checkpoint; its state is not used
   */
  static void write(
      Storage storage,
      CheckpointStore store,
      Checkpoint outline,
      VaeState state,
      int slices,
      int keep) {
    write(storage, store, outline, state, Optional.empty(), slices, keep);
  }

  static void write(
      Storage storage,
      CheckpointStore store,
      Checkpoint outline,
      VaeState state,
      Optional<float[]> velocity,
      int slices,
      int keep) {
    String folder = store.begin(outline.at());
    List<Part> parts = new ArrayList<>();
    for (int slice = 0; slice < slices; slice++) {
      int from = StateFiles.start(state.size(), slice, slices);
      VaeState part = new VaeState(StateFiles.start(state.size(), slice + 1, slices) - from);
      part.setSlice(state, from);
      Optional<float[]> of = velocity.map(all -> Arrays.copyOfRange(all, from, from + part.size()));
      parts.addAll(StateFiles.write(storage, folder, slice, slices, part, of));
    }
    StateFiles files =
        new StateFiles(folder, state.size(), state.steps(), velocity.isPresent(), parts);
    store.publish(with(outline, files), keep);
  }

  /** A checkpoint with its state. */
  static Checkpoint with(Checkpoint outline, StateFiles state) {
    return new Checkpoint(
        outline.at(),
        outline.seconds(),
        outline.origin(),
        outline.images(),
        state,
        outline.history(),
        outline.controls());
  }
}
