package io.trainvae.checkpoint;

import java.util.Map;

/**
 * Something that steers a training and has a state, such as a learning rate that falls on a
 * plateau. Every checkpoint contains its state.
 */
public interface Resumable {

  /** A unique name, the same in every run. */
  String name();

  /** The complete state; may contain NaN and infinities. */
  Map<String, Double> state();

  /** Goes on from what {@link #state} gave. */
  void restore(Map<String, Double> state);
}
