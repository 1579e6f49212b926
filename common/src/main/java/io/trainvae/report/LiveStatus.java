package io.trainvae.report;

/**
 * The progress of a run whose report will be rewritten.
 *
 * @param reloadSeconds after which a browser looks again
 * @param note one sentence about the next step
 */
public record LiveStatus(int epochsDone, int epochs, int reloadSeconds, String note) {}
