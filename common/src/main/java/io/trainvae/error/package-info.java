/** Failures that a user can act on, and the exit codes they end with. */
package io.trainvae.error;
