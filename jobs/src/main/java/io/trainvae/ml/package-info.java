/**
 * A variational autoencoder as a stage of Spark ML: {@link
 * io.trainvae.ml.VariationalAutoencoder#fit} trains it on a DataFrame, {@link
 * io.trainvae.ml.VariationalAutoencoderModel#transform} adds latents, anomaly scores and
 * reconstructions, {@link io.trainvae.ml.VariationalAutoencoderEvaluator} compares models. They
 * train and encode with the same code as the jobs.
 *
 * <p>Read in this order: {@link io.trainvae.ml.RowRecords} turns a row into a record, {@link
 * io.trainvae.ml.FeatureSurvey} scans all rows once, {@link io.trainvae.ml.DataFrameRows}
 * distributes them to a training, {@link io.trainvae.ml.RowScorer} applies a trained model to rows.
 */
package io.trainvae.ml;
