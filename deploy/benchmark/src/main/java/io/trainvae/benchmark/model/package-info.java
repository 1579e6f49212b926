/** What is trained: its settings, its images, and the arithmetic that it takes. */
package io.trainvae.benchmark.model;
