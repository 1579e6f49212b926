/** The {@code compare} job: one page about several runs. It needs no Spark. */
package io.trainvae.compare;
