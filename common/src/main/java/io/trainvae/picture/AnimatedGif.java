package io.trainvae.picture;

import com.madgag.gif.fmsware.AnimatedGifEncoder;
import io.trainvae.error.JobException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.util.List;

/** A film of frames, grey or in colour, as an endlessly repeated GIF. */
public final class AnimatedGif {
  private AnimatedGif() {}

  /**
   * @param frames of one size, such as those of {@link ImageGrid#image()}
   * @param frameMillis how long a frame stays
   * @param lastMillis how long the last one stays
   * @throws JobException if there is no frame, or if sizes differ
   */
  public static byte[] of(List<BufferedImage> frames, int frameMillis, int lastMillis) {
    check(frames);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    AnimatedGifEncoder encoder =
        frames.stream().allMatch(GreyLevels::areAll) ? new GreyEncoder() : new AnimatedGifEncoder();
    encoder.setRepeat(0);
    encoder.start(bytes);
    for (int i = 0; i < frames.size(); i++) {
      encoder.setDelay(i == frames.size() - 1 ? lastMillis : frameMillis);
      encoder.addFrame(frames.get(i));
    }
    encoder.finish();
    return bytes.toByteArray();
  }

  private static void check(List<BufferedImage> frames) {
    if (frames.isEmpty()) {
      throw JobException.failed("Cannot make a GIF of 0 frames: expected at least 1");
    }
    String first = size(frames.get(0));
    for (int i = 1; i < frames.size(); i++) {
      if (!size(frames.get(i)).equals(first)) {
        throw JobException.failed(
            "Cannot make a GIF: frame %d is %s, expected %s as the first"
                .formatted(i, size(frames.get(i)), first));
      }
    }
  }

  private static String size(BufferedImage frame) {
    return frame.getWidth() + " x " + frame.getHeight();
  }

  /**
   * Keeps every grey exactly; the library would look for 256 colours anew in each frame, and
   * flicker.
   */
  private static final class GreyEncoder extends AnimatedGifEncoder {
    @Override
    protected void getImagePixels() {
      indexedPixels = GreyLevels.of(image);
    }

    @Override
    protected void analyzePixels() {
      colorTab = GreyLevels.palette();
      colorDepth = 8;
      palSize = 7;
    }
  }
}
