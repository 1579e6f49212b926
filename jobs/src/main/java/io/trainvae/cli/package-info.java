/**
 * The command line. {@link io.trainvae.cli.Main} starts it; each command is a class; {@link
 * io.trainvae.cli.Failure} decides on exit codes.
 */
package io.trainvae.cli;
