/**
 * A real Spark cluster for tests, and tests of what the build hands out: the job jar and the
 * launcher.
 */
package io.trainvae.testing;
