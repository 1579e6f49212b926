/**
 * The one class that implements an interface of dl4j-spark: {@code TrainingMaster}, in front of
 * {@link io.trainvae.averaging.AveragedTraining}. A training uses nothing else of dl4j-spark; its
 * averaging and its handling of data take no part.
 */
package io.trainvae.dl4j;
