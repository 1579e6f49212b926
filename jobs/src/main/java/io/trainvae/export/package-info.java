/** The {@code export} job: a trained model as files for other programs. It needs no Spark. */
package io.trainvae.export;
