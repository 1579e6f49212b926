/**
 * Data-parallel training by parameter averaging.
 *
 * <p>To follow one round from the driver to a training step and back, read six files in this order:
 *
 * <ol>
 *   <li>{@link io.trainvae.averaging.AveragedTraining}, on the driver, divides an epoch into stages
 *       and repeats a stage that lost an executor.
 *   <li>{@link io.trainvae.averaging.TrainingStage}, on the driver, runs one stage as a Spark
 *       barrier stage. It receives the losses of each round and decides whether another round
 *       follows.
 *   <li>{@link io.trainvae.averaging.StageTask}, on an executor, is one task of that stage. It runs
 *       all rounds for its workers, which start every round with the same state.
 *   <li>{@link io.trainvae.averaging.Replica} computes the training steps of one worker.
 *   <li>{@link io.trainvae.averaging.StateExchange} averages the workers' states among the tasks: a
 *       reduce-scatter, then an all-gather.
 *   <li>{@link io.trainvae.averaging.PairwiseMean} is the mean itself, in a fixed order.
 * </ol>
 *
 * <p>The other classes help these: {@link io.trainvae.averaging.AveragingPlan} holds the settings
 * and the arithmetic of rounds, {@link io.trainvae.averaging.StagePlan} what the tasks of a stage
 * need, {@link io.trainvae.averaging.RoundReports} calls the listener, {@link
 * io.trainvae.averaging.HostedWorker} a worker's images, {@link io.trainvae.averaging.ReplicaPool}
 * the replicas that wait for the next stage, {@link io.trainvae.averaging.LocalTasks} the tasks
 * that share a virtual machine, and {@link io.trainvae.averaging.OuterSteps} the step from the mean
 * to the next state. Package {@link io.trainvae.averaging.sync} lets tasks wait for each other, and
 * package {@link io.trainvae.averaging.state} keeps the state between two stages.
 *
 * <p>The result does not depend on the number of tasks, on the executors that run them or on the
 * order of their results. Therefore a training gives the same bytes wherever it runs.
 */
package io.trainvae.averaging;
