/**
 * dl4j-spark's side of the training: its {@code TrainingMaster} and {@code TrainingWorker}, in
 * front of {@link io.trainvae.averaging.AveragedTraining}. These interfaces are all that a training
 * takes of dl4j-spark: its own averaging, its handling of data and, on processors, DL4J's networks
 * have no part in it.
 */
package io.trainvae.dl4j;
