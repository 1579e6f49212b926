package io.trainvae.averaging;

import java.io.Serializable;

/**
 * What a task tells when its stage is over.
 *
 * @param finite whether all parameters of its slice are numbers
 */
record StageResult(boolean finite) implements Serializable {}
