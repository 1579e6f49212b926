/**
 * A real Spark cluster for tests, and tests of the products of the build: the job jar and the
 * launcher.
 */
package io.trainvae.testing;
