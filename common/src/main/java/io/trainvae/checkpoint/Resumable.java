package io.trainvae.checkpoint;

import java.util.Map;

/**
 * Something that steers a training and remembers what it saw, such as a learning rate that falls on
 * a plateau. Its state is kept with every checkpoint.
 */
public interface Resumable {

  /** The same in every run, and different from that of all others. */
  String name();

  /** All that it takes to go on; may hold NaN and infinities. */
  Map<String, Double> state();

  /** Goes on from what {@link #state} gave. */
  void restore(Map<String, Double> state);
}
