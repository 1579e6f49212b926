package io.trainvae.data.image;

import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;

/**
 * Detects pixels that a reader invents: it fills the rest of a JPEG file that ends too early with
 * grey.
 */
final class DamageListener implements IIOReadWarningListener {
  private String first;

  @Override
  public void warningOccurred(ImageReader source, String warning) {
    boolean serious =
        warning.contains("remature end") || warning.contains("orrupt") || warning.contains("EOF");
    if (serious && first == null) {
      first = warning.lines().findFirst().orElse("").strip();
    }
  }

  void check() throws UnreadableImageException {
    if (first != null) {
      throw new UnreadableImageException("it is cut off or damaged: " + first);
    }
  }
}
