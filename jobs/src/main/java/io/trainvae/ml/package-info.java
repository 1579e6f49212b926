/**
 * A variational autoencoder as a stage of Spark ML: {@link
 * io.trainvae.ml.VariationalAutoencoder#fit} trains it on a DataFrame, {@link
 * io.trainvae.ml.VariationalAutoencoderModel#transform} adds latents, anomaly scores and
 * reconstructions, {@link io.trainvae.ml.VariationalAutoencoderEvaluator} compares models. They
 * train and encode with the same code as the jobs.
 *
 * <p>To read in order: {@link io.trainvae.ml.RowRecords} turns a row into a record, {@link
 * io.trainvae.ml.FeatureSurvey} looks at all rows once, {@link io.trainvae.ml.DataFrameRows} deals
 * them out to a training, {@link io.trainvae.ml.RowScorer} takes rows through a trained model.
 */
package io.trainvae.ml;
