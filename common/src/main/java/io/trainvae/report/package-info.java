/**
 * The report of a run: one HTML page with figures, pictures and configuration, which needs no
 * network.
 */
package io.trainvae.report;
