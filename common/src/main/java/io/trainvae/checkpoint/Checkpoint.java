package io.trainvae.checkpoint;

import java.util.List;
import java.util.Map;

/**
 * All that it takes to continue a training as if it had never stopped.
 *
 * @param at how far it is
 * @param seconds spent on the epoch that is under way
 * @param images checksum of the training images in their distributed order
 * @param state the place of parameters and moments, and the number of steps
 * @param history of the epochs that are done, from the first
 * @param controls states of {@link Resumable}s by their names
 */
public record Checkpoint(
    Position at,
    double seconds,
    Origin origin,
    String images,
    StateFiles state,
    List<EpochFigures> history,
    Map<String, Map<String, Double>> controls) {

  public Checkpoint {
    history = List.copyOf(history);
    controls = Map.copyOf(controls);
  }
}
