package io.trainvae.averaging;

import java.io.Serializable;

/**
 * A task's result at the end of its stage.
 *
 * @param finite whether all parameters of its slice are numbers
 */
record StageResult(boolean finite) implements Serializable {}
