/** The model that is trained: settings, images, and operations. */
package io.trainvae.benchmark.model;
