/**
 * The configuration of a run: presets, overrides, and the checks that refuse what cannot work.
 *
 * <p>{@link io.trainvae.config.Schema} is the one table of all keys with their bounds and defaults;
 * {@link io.trainvae.config.RunConfig} is what the rest of the program sees.
 */
package io.trainvae.config;
