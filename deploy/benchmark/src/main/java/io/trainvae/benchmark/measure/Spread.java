package io.trainvae.benchmark.measure;

import java.util.Collection;
import java.util.function.DoubleFunction;

/**
 * Mean and spread of repeated measurements.
 *
 * @param mean NaN without a measurement
 * @param deviation the standard deviation; NaN for one measurement
 * @param count of the measurements that are numbers
 */
public record Spread(double mean, double deviation, int count) {

  /** The spread of the values that are not NaN. */
  public static Spread of(Collection<Double> values) {
    double[] numbers =
        values.stream().mapToDouble(Double::doubleValue).filter(Double::isFinite).toArray();
    double sum = 0;
    for (double number : numbers) {
      sum += number;
    }
    double mean = sum / numbers.length;
    double squares = 0;
    for (double number : numbers) {
      squares += (number - mean) * (number - mean);
    }
    double deviation = numbers.length > 1 ? Math.sqrt(squares / (numbers.length - 1)) : Double.NaN;
    return new Spread(mean, deviation, numbers.length);
  }

  /** Such as {@code 104.60 ± 0.12}; a dash without a measurement. */
  public String text(DoubleFunction<String> format) {
    if (count == 0) {
      return "-";
    }
    return count == 1 ? format.apply(mean) : format.apply(mean) + " ± " + format.apply(deviation);
  }
}
