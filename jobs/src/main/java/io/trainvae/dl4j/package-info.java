/**
 * dl4j-spark's side of the training: its {@code TrainingMaster} and {@code TrainingWorker}, in
 * front of {@link io.trainvae.averaging.AveragedTraining}. All that is dl4j-spark's is here.
 */
package io.trainvae.dl4j;
