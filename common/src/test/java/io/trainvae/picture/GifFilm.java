package io.trainvae.picture;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageInputStream;

/**
 * A GIF as Java's own reader sees it.
 *
 * @param delays of each frame, in hundredths of a second
 * @param loops 0 for endless, -1 if the film says nothing
 */
record GifFilm(List<BufferedImage> frames, List<Integer> delays, int loops) {

  static GifFilm read(byte[] gif) throws IOException {
    ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
    List<BufferedImage> frames = new ArrayList<>();
    List<Integer> delays = new ArrayList<>();
    int loops = -1;
    try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(gif))) {
      reader.setInput(in);
      for (int i = 0; i < reader.getNumImages(true); i++) {
        frames.add(reader.read(i));
        IIOMetadataNode tree = tree(reader.getImageMetadata(i));
        IIOMetadataNode control = child(tree, "GraphicControlExtension");
        delays.add(Integer.parseInt(control.getAttribute("delayTime")));
        IIOMetadataNode application = child(tree, "ApplicationExtension");
        if (application != null) {
          byte[] data = (byte[]) application.getUserObject();
          loops = data[1] & 0xff | (data[2] & 0xff) << 8;
        }
      }
    }
    return new GifFilm(frames, delays, loops);
  }

  private static IIOMetadataNode tree(IIOMetadata metadata) {
    return (IIOMetadataNode) metadata.getAsTree("javax_imageio_gif_image_1.0");
  }

  private static IIOMetadataNode child(IIOMetadataNode tree, String name) {
    return (IIOMetadataNode) tree.getElementsByTagName(name).item(0);
  }
}
