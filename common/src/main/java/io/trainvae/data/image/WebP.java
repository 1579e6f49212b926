package io.trainvae.data.image;

import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import javax.imageio.ImageReader;

/**
 * WebP files, which TwelveMonkeys reads. Its reader is made here and not by Java's registry, which
 * finds none that came to an executor with a job's jar.
 *
 * @see <a href="https://developers.google.com/speed/webp/docs/riff_container">Container</a>
 */
final class WebP {
  private static final WebPImageReaderSpi READERS = new WebPImageReaderSpi();
  private static final int FIRST_CHUNK = 12;
  private static final int CHUNK_HEADER = 8;
  private static final int SIDE_BITS = 0x3FFF;

  private WebP() {}

  static boolean begins(byte[] file) {
    return file.length > FIRST_CHUNK
        && text(file, 0).equals("RIFF")
        && text(file, 8).equals("WEBP");
  }

  static ImageReader reader() throws IOException {
    return READERS.createReaderInstance(null);
  }

  /**
   * Refuses a file that is shorter than its header says: the reader may take it for another one.
   */
  static void requireWhole(byte[] file) throws UnreadableImageException {
    long length =
        CHUNK_HEADER
            + Integer.toUnsignedLong(
                ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(4));
    if (file.length < length) {
      throw new UnreadableImageException(
          "it is cut off or damaged: %,d bytes, its header says %,d"
              .formatted(file.length, length));
    }
  }

  /**
   * The larger sides of the frames of pixels. The header of a file says how large its canvas is,
   * but a reader makes room for the frame.
   *
   * @return height and width, 0 where there is no frame
   */
  static ImageDecoder.Size largestFrame(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int height = 0;
    int width = 0;
    for (long at = FIRST_CHUNK; at + CHUNK_HEADER + 10 <= file.length; ) {
      int start = (int) at + CHUNK_HEADER;
      switch (text(file, (int) at)) {
        case "VP8 " -> {
          width = Math.max(width, bytes.getShort(start + 6) & SIDE_BITS);
          height = Math.max(height, bytes.getShort(start + 8) & SIDE_BITS);
        }
        case "VP8L" -> {
          int sides = bytes.getInt(start + 1);
          width = Math.max(width, (sides & SIDE_BITS) + 1);
          height = Math.max(height, (sides >>> 14 & SIDE_BITS) + 1);
        }
        default -> {}
      }
      long length = bytes.getInt((int) at + 4) & 0xFFFFFFFFL;
      // The chunks of an animation's frame are inside the frame's chunk, after 16 bytes.
      boolean frame = text(file, (int) at).equals("ANMF");
      at += CHUNK_HEADER + (frame ? 16 : length + (length & 1));
    }
    return new ImageDecoder.Size(height, width);
  }

  private static String text(byte[] file, int at) {
    return new String(file, at, 4, StandardCharsets.ISO_8859_1);
  }
}
