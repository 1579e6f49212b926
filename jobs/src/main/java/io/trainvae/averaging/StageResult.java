package io.trainvae.averaging;

import java.io.Serializable;

/**
 * What a task tells when its stage is over.
 *
 * @param finite whether all parameters of its slice are numbers
 * @param received bytes that it fetched from other executors for averaging
 */
record StageResult(boolean finite, long received) implements Serializable {}
