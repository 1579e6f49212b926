package io.trainvae.data;

/** Hears how far a long task is. Called from one thread, one task after the other. */
public interface Progress {

  /** Says nothing. */
  Progress SILENT = new Progress() {};

  /**
   * A task begins.
   *
   * @param task description for the user: {@code download train-images-idx3-ubyte.gz}
   * @param total number of units, or -1 if unknown
   * @param unit that is counted: {@code bytes}, {@code images}
   */
  default void begin(String task, long total, String unit) {}

  /**
   * @param done units done since the task began, those of an earlier attempt included
   */
  default void reached(long done) {}

  /** The task ended, well or not. */
  default void end() {}

  /** Something that takes time for another reason, in one line. */
  default void notice(String line) {}
}
