package io.trainvae.averaging;

/** The points at which the tasks of a stage wait for each other. */
enum SyncPoint {
  /** All tasks run: each says where its blocks are, and learns it of the others. */
  JOIN,
  /** All workers have taken the steps of a round: each task tells their losses. */
  TRAINED,
  /**
   * All slices are averaged: each task tells its part of the workers' disagreement, and the driver
   * says whether another round follows.
   */
  AVERAGED
}
