package io.trainvae.model;

import io.trainvae.error.JobException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Lengths of arrays of several dimensions, which do not overflow. */
public final class ArraySize {
  /** The length of the longest array that every Java virtual machine can create. */
  public static final int MOST = Integer.MAX_VALUE - 8;

  private ArraySize() {}

  /**
   * The product of the dimensions.
   *
   * @param what the content of the array, for the message: {@code images of a minibatch}
   * @throws JobException usage, when no array is as long
   */
  public static int of(String what, int... dimensions) {
    long size = 1;
    for (int dimension : dimensions) {
      // Both are below 2^31, so that this cannot overflow.
      size *= dimension;
      if (size > MOST) {
        throw JobException.usage(
            "Cannot hold %s at once: %s numbers, expected at most %,d; choose fewer or smaller ones"
                .formatted(what, product(dimensions), MOST));
      }
    }
    return (int) size;
  }

  private static String product(int... dimensions) {
    return Arrays.stream(dimensions).mapToObj("%,d"::formatted).collect(Collectors.joining(" x "));
  }
}
