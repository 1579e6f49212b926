/**
 * The configuration of a run: presets, overrides, and the checks that refuse what cannot work.
 *
 * <p>{@link io.trainvae.config.Schema} is the single table of all keys with their bounds and
 * defaults; {@link io.trainvae.config.RunConfig} is the typed configuration that the other packages
 * use.
 */
package io.trainvae.config;
