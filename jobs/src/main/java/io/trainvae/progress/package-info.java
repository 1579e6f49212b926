/** What a person sees of a training while it goes on. */
package io.trainvae.progress;
