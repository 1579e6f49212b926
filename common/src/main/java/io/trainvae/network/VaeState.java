package io.trainvae.network;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * All that training changes: parameters, Adam's two moments, and the number of steps taken. The
 * arrays are as long as the model has parameters, in the order of {@link
 * io.trainvae.model.ParameterLayout}. Travels as plain little-endian numbers.
 */
public final class VaeState implements Externalizable {
  private static final long serialVersionUID = 1L;
  private static final int BLOCK = 1 << 16;

  private float[] parameters;
  private float[] firstMoment;
  private float[] secondMoment;
  private long steps;

  /** For deserialisation only. */
  public VaeState() {
    this(0);
  }

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

  void setSteps(long count) {
    steps = count;
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

  /** Whether no parameter is infinite or not a number. */
  public boolean isFinite() {
    double magnitude = 0;
    for (float parameter : parameters) {
      magnitude += Math.abs(parameter);
    }
    return Double.isFinite(magnitude);
  }

  /** SHA-256 over the parameters as little-endian float32, in hexadecimal. */
  public String parametersSha256() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      ByteBuffer block = block();
      for (int start = 0; start < parameters.length; start += BLOCK) {
        digest.update(fill(block, parameters, start));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  @Override
  public void writeExternal(ObjectOutput out) throws IOException {
    out.writeInt(parameters.length);
    out.writeLong(steps);
    for (float[] values : new float[][] {parameters, firstMoment, secondMoment}) {
      write(out, values);
    }
  }

  private static void write(ObjectOutput out, float[] values) throws IOException {
    ByteBuffer block = block();
    for (int start = 0; start < values.length; start += BLOCK) {
      ByteBuffer filled = fill(block, values, start);
      out.write(filled.array(), 0, filled.limit());
    }
  }

  @Override
  public void readExternal(ObjectInput in) throws IOException {
    int size = in.readInt();
    steps = in.readLong();
    parameters = read(in, size);
    firstMoment = read(in, size);
    secondMoment = read(in, size);
  }

  private static float[] read(ObjectInput in, int size) throws IOException {
    float[] values = new float[size];
    ByteBuffer block = block();
    for (int start = 0; start < size; start += BLOCK) {
      int count = Math.min(BLOCK, size - start);
      in.readFully(block.array(), 0, count * Float.BYTES);
      block.asFloatBuffer().get(values, start, count);
    }
    return values;
  }

  private static ByteBuffer block() {
    return ByteBuffer.allocate(BLOCK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteBuffer fill(ByteBuffer block, float[] values, int start) {
    int count = Math.min(BLOCK, values.length - start);
    block.clear();
    block.asFloatBuffer().put(values, start, count);
    return block.limit(count * Float.BYTES);
  }
}
