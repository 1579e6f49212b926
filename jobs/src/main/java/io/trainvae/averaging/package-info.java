/**
 * Data-parallel training by parameter averaging, behind dl4j-spark's {@code TrainingMaster} and
 * {@code TrainingWorker}. These interfaces are all that a training takes of dl4j-spark: its own
 * averaging, its handling of data and, on processors, DL4J's networks have no part in it.
 *
 * <p>The way of the data: {@link io.trainvae.averaging.Shards} deals the images out to the workers,
 * one cached partition of {@link io.trainvae.averaging.ImageChunk}s each; an epoch is a sequence of
 * rounds; in a round every worker gets the same state, takes the same number of steps on images of
 * its own ({@link io.trainvae.averaging.RoundTask}) on a network that stays alive in its executor
 * ({@link io.trainvae.averaging.ResidentNetwork}), and gives one state back; {@link
 * io.trainvae.averaging.PairwiseMean} averages the states in a fixed order, those of many workers
 * on executors first ({@link io.trainvae.averaging.Groups}). Nothing depends on which executor did
 * what or in which order results came in, so a run gives the same bytes wherever it runs.
 */
package io.trainvae.averaging;
