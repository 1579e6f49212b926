package io.trainvae.averaging;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;

/**
 * A plan that goes with every task of a training, packed once in the driver and unpacked once in an
 * executor: its dozens of small objects would else be taken apart and put together for every round.
 */
final class SentPlan implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What this virtual machine unpacked last. */
  private static volatile AveragingPlan unpacked;

  private final String trainingId;
  private final byte[] packed;

  SentPlan(AveragingPlan plan) {
    trainingId = plan.trainingId();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(plan);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    packed = bytes.toByteArray();
  }

  AveragingPlan get() {
    AveragingPlan last = unpacked;
    if (last == null || !last.trainingId().equals(trainingId)) {
      last = unpack();
      unpacked = last;
    }
    return last;
  }

  private AveragingPlan unpack() {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(packed))) {
      return (AveragingPlan) in.readObject();
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException("Cannot unpack the plan of a training", e);
    }
  }
}
