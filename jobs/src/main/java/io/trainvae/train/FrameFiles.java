package io.trainvae.train;

import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import io.trainvae.storage.Storage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.apache.hadoop.fs.Path;

/**
 * The frames of the training film, stored next to the checkpoints, one file each: little-endian
 * float32 logits, then their CRC-32C. If a frame is lost or damaged, only the film lacks it.
 */
final class FrameFiles {
  private static final int CHECKSUM = Integer.BYTES;

  private final Storage storage;
  private final Path folder;

  /**
   * @param checkpoints {@link io.trainvae.run.RunLayout#checkpoints}
   */
  FrameFiles(Storage storage, Path checkpoints) {
    this.storage = storage;
    this.folder = new Path(checkpoints, "film");
  }

  void write(int epoch, float[] logits) {
    ByteBuffer bytes = buffer(new byte[logits.length * Float.BYTES + CHECKSUM]);
    bytes.asFloatBuffer().put(logits);
    int end = logits.length * Float.BYTES;
    bytes.putInt(end, checksum(bytes.array(), end));
    storage.writeAtomically(file(epoch), bytes.array());
  }

  /**
   * @param length of the logits
   */
  Optional<float[]> read(int epoch, int length) {
    int end = length * Float.BYTES;
    byte[] bytes;
    try {
      bytes = storage.read(file(epoch), end + CHECKSUM);
    } catch (JobException e) {
      if (e.exitCode() == ExitCode.DATA || !storage.exists(file(epoch))) {
        return Optional.empty();
      }
      throw e;
    }
    if (bytes.length != end + CHECKSUM || buffer(bytes).getInt(end) != checksum(bytes, end)) {
      return Optional.empty();
    }
    float[] logits = new float[length];
    buffer(bytes).asFloatBuffer().get(logits);
    return Optional.of(logits);
  }

  private static int checksum(byte[] bytes, int end) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, 0, end);
    return (int) sum.getValue();
  }

  private static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private Path file(int epoch) {
    return new Path(folder, "epoch-%04d.bin".formatted(epoch));
  }
}
