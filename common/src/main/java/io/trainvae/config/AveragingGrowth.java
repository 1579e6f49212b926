package io.trainvae.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.Serializable;

/**
 * Lets workers average often at first, when they drift apart fastest, and less and less often.
 *
 * @param firstFrequency minibatches between two averagings in the first epoch; 0: no growth
 * @param epochs over which they grow to the averaging frequency, by the same factor every epoch
 */
public record AveragingGrowth(@JsonProperty("first-frequency") int firstFrequency, double epochs)
    implements Serializable {
  /** The same frequency in all epochs. */
  public static final AveragingGrowth NONE = new AveragingGrowth(0, 1);

  /**
   * Minibatches between two averagings in an epoch.
   *
   * @param epoch 0 for the first
   * @param frequency when all growth is over
   */
  public int frequency(int epoch, int frequency) {
    if (firstFrequency == 0 || epoch >= epochs) {
      return frequency;
    }
    double growth = StrictMath.pow((double) frequency / firstFrequency, epoch / epochs);
    return (int) Math.max(1, Math.round(firstFrequency * growth));
  }
}
