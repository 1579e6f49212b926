package io.trainvae.network;

import io.trainvae.storage.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * All that training changes: parameters, Adam's two moments, and the number of steps taken. The
 * arrays are as long as the model has parameters, in the order of {@link
 * io.trainvae.model.ParameterLayout}.
 */
public final class VaeState {
  private static final int BLOCK = 1 << 16;

  private final float[] parameters;
  private final float[] firstMoment;
  private final float[] secondMoment;
  private long steps;

  /** All zeros. */
  public VaeState(int size) {
    this(new float[size], new float[size], new float[size], 0);
  }

  /** Takes the arrays as they are, without a copy. */
  public VaeState(float[] parameters, float[] firstMoment, float[] secondMoment, long steps) {
    this.parameters = parameters;
    this.firstMoment = firstMoment;
    this.secondMoment = secondMoment;
    this.steps = steps;
  }

  /** These parameters, without a copy, before the first step. */
  public static VaeState untrained(float[] parameters) {
    return new VaeState(parameters, new float[parameters.length], new float[parameters.length], 0);
  }

  /** The array itself, not a copy. */
  public float[] parameters() {
    return parameters;
  }

  /** The array itself, not a copy. */
  public float[] firstMoment() {
    return firstMoment;
  }

  /** The array itself, not a copy. */
  public float[] secondMoment() {
    return secondMoment;
  }

  /** Optimiser steps taken so far. */
  public long steps() {
    return steps;
  }

  /** Number of parameters. */
  public int size() {
    return parameters.length;
  }

  /** Becomes equal to another state of the same size. */
  public void set(VaeState other) {
    System.arraycopy(other.parameters, 0, parameters, 0, parameters.length);
    System.arraycopy(other.firstMoment, 0, firstMoment, 0, firstMoment.length);
    System.arraycopy(other.secondMoment, 0, secondMoment, 0, secondMoment.length);
    steps = other.steps;
  }

  /** Becomes a copy of part of another state, the steps included. */
  public void setSlice(VaeState other, int from) {
    System.arraycopy(other.parameters, from, parameters, 0, size());
    System.arraycopy(other.firstMoment, from, firstMoment, 0, size());
    System.arraycopy(other.secondMoment, from, secondMoment, 0, size());
    steps = other.steps;
  }

  /** Overwrites part of this state with a smaller one; leaves the steps alone. */
  public void replace(int from, VaeState slice) {
    System.arraycopy(slice.parameters, 0, parameters, from, slice.size());
    System.arraycopy(slice.firstMoment, 0, firstMoment, from, slice.size());
    System.arraycopy(slice.secondMoment, 0, secondMoment, from, slice.size());
  }

  /** Writes part of the parameters, then of the first and of the second moment. */
  public void write(int from, int count, ByteBuffer to) {
    Floats.put(parameters, from, count, to);
    Floats.put(firstMoment, from, count, to);
    Floats.put(secondMoment, from, count, to);
  }

  /** Reads what {@link #write} wrote. */
  public void read(int from, int count, ByteBuffer source) {
    Floats.get(source, parameters, from, count);
    Floats.get(source, firstMoment, from, count);
    Floats.get(source, secondMoment, from, count);
  }

  /** Sets the counter of optimiser steps. */
  public void setSteps(long taken) {
    steps = taken;
  }

  /**
   * Becomes a mean of two states, {@code left + share (right - left)}. With {@code share = b / (a +
   * b)} that is the mean weighted by a and b; the mean of equal states is equal to them, to the
   * bit. The step counter becomes the larger one.
   *
   * @param left may be this one
   */
  public void setMean(VaeState left, VaeState right, double share) {
    float weight = (float) share;
    mean(left.parameters, right.parameters, weight, parameters);
    mean(left.firstMoment, right.firstMoment, weight, firstMoment);
    mean(left.secondMoment, right.secondMoment, weight, secondMoment);
    steps = Math.max(left.steps, right.steps);
  }

  private static void mean(float[] left, float[] right, float weight, float[] mean) {
    for (int i = 0; i < mean.length; i++) {
      mean[i] = left[i] + (right[i] - left[i]) * weight;
    }
  }

  /** Whether all parameters are finite. */
  public boolean isFinite() {
    return isFinite(0, size());
  }

  /** Whether all parameters of a part are finite. */
  public boolean isFinite(int from, int count) {
    double magnitude = 0;
    for (int i = from; i < from + count; i++) {
      magnitude += Math.abs(parameters[i]);
    }
    return Double.isFinite(magnitude);
  }

  /** SHA-256 over the parameters as little-endian float32, in hexadecimal. */
  public String parametersSha256() {
    MessageDigest digest = Sha256.digest();
    ByteBuffer block = Floats.allocate(BLOCK);
    for (int start = 0; start < parameters.length; start += BLOCK) {
      block.clear();
      Floats.put(parameters, start, Math.min(BLOCK, parameters.length - start), block);
      digest.update(block.flip());
    }
    return Sha256.hex(digest);
  }
}
