package io.trainvae.report;

/**
 * How far a run is whose report is not the last one.
 *
 * @param reloadSeconds after which a browser looks again
 * @param note a sentence on what comes next
 */
public record LiveStatus(int epochsDone, int epochs, int reloadSeconds, String note) {}
