package io.trainvae.picture;

import io.trainvae.error.JobException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** A film of frames, grey or in colour, as an endlessly repeated GIF. */
public final class AnimatedGif {
  /**
   * The data of the extension "NETSCAPE 2.0": sub-block 1, and 0 repetitions for an endless loop.
   */
  private static final byte[] REPEAT_FOREVER = {1, 0, 0};

  private AnimatedGif() {}

  /**
   * Films of greys keep every grey exactly; colours are reduced to 256 in each frame.
   *
   * @param frames of one size, such as those of {@link ImageGrid#image()}
   * @param frameMillis how long a frame stays
   * @param lastMillis how long the last one stays
   * @throws JobException if there is no frame, or if sizes differ
   */
  public static byte[] of(List<BufferedImage> frames, int frameMillis, int lastMillis) {
    check(frames);
    boolean grey = frames.stream().allMatch(GreyLevels::areAll);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.prepareWriteSequence(null);
      for (int i = 0; i < frames.size(); i++) {
        BufferedImage frame = grey ? GreyLevels.compact(frames.get(i)) : frames.get(i);
        int millis = i == frames.size() - 1 ? lastMillis : frameMillis;
        writer.writeToSequence(
            new IIOImage(frame, null, metadata(writer, frame, i == 0, millis)), null);
      }
      writer.endWriteSequence();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write a GIF to memory", e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  private static IIOMetadata metadata(
      ImageWriter writer, BufferedImage frame, boolean first, int millis) throws IOException {
    IIOMetadata metadata = writer.getDefaultImageMetadata(new ImageTypeSpecifier(frame), null);
    String format = metadata.getNativeMetadataFormatName();
    IIOMetadataNode tree = new IIOMetadataNode(format);
    IIOMetadataNode control = new IIOMetadataNode("GraphicControlExtension");
    control.setAttribute("disposalMethod", "none");
    control.setAttribute("userInputFlag", "FALSE");
    control.setAttribute("transparentColorFlag", "FALSE");
    control.setAttribute("transparentColorIndex", "0");
    control.setAttribute("delayTime", Integer.toString(millis / 10));
    tree.appendChild(control);
    if (first) {
      IIOMetadataNode repeat = new IIOMetadataNode("ApplicationExtension");
      repeat.setAttribute("applicationID", "NETSCAPE");
      repeat.setAttribute("authenticationCode", "2.0");
      repeat.setUserObject(REPEAT_FOREVER);
      IIOMetadataNode extensions = new IIOMetadataNode("ApplicationExtensions");
      extensions.appendChild(repeat);
      tree.appendChild(extensions);
    }
    metadata.mergeTree(format, tree);
    return metadata;
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
}
