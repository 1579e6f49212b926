/**
 * Data-parallel training by parameter averaging.
 *
 * <p>A round, from the driver to the step and back: {@link io.trainvae.averaging.AveragedTraining}
 * cuts an epoch into stages; {@link io.trainvae.averaging.TrainingStage} runs one as a barrier
 * stage of Spark's and follows its rounds; {@link io.trainvae.averaging.StageTask} hosts some of
 * the workers, which begin every round with the same state; {@link io.trainvae.averaging.Replica}
 * takes a worker's steps; {@link io.trainvae.averaging.StateExchange} averages the states among the
 * tasks, in the order of {@link io.trainvae.averaging.PairwiseMean}, and takes the {@link
 * io.trainvae.averaging.OuterSteps outer step}.
 *
 * <p>The tasks meet at the {@link io.trainvae.averaging.RoundCoordinator} in the driver, which gets
 * losses and no states. Between two stages {@link io.trainvae.averaging.StateBlocks} keep the
 * state, on two executors each. Nothing depends on how many tasks there are, which executor runs
 * what or in which order results come in, so a training gives the same bytes wherever it runs.
 */
package io.trainvae.averaging;
