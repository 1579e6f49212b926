/** The progress that a person sees during a training. */
package io.trainvae.progress;
