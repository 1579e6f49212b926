package io.trainvae.averaging.sync;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Losses summed over images; nats.
 *
 * @param images trained on
 * @param finite whether the loss of every step was a number
 */
public record Losses(long images, double reconstruction, double kl, boolean finite) {
  public static final Losses NONE = new Losses(0, 0, 0, true);

  public Losses plus(Losses other) {
    return new Losses(
        images + other.images,
        reconstruction + other.reconstruction,
        kl + other.kl,
        finite && other.finite);
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(images);
    out.writeDouble(reconstruction);
    out.writeDouble(kl);
    out.writeBoolean(finite);
  }

  static Losses read(DataInput in) throws IOException {
    return new Losses(in.readLong(), in.readDouble(), in.readDouble(), in.readBoolean());
  }
}
