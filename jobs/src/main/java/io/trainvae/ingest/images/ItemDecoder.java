package io.trainvae.ingest.images;

import io.trainvae.data.image.ImageDecoder;
import io.trainvae.data.image.ImageDecoder.Size;
import io.trainvae.data.image.RgbImage;
import io.trainvae.data.image.UnreadableImageException;
import io.trainvae.error.JobException;
import io.trainvae.storage.StorageErrors;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Makes images of items, on the executors.
 *
 * @param size of every image
 * @param resizes whether images of another size are brought to it, or else refused
 * @param labels of the names of classes; empty if there are none
 */
record ItemDecoder(
    ImageSettings settings,
    Size size,
    boolean resizes,
    Map<String, Integer> labels,
    SerializableConfiguration conf)
    implements Serializable {
  private static final int MOST_BYTES = 200 << 20;

  Decoded decode(ImageItem item) {
    try {
      byte[] numbers = settings.features().isEmpty() ? image(item).rgb() : features(item);
      return Decoded.image(item.key(), label(item), numbers);
    } catch (Refusal e) {
      return Decoded.bad(item.key(), e.getMessage());
    } catch (UnreadableImageException e) {
      return Decoded.bad(item.key(), e.getMessage());
    }
  }

  /** Why an image is left out. */
  private static final class Refusal extends Exception {
    private static final long serialVersionUID = 1;

    Refusal(String reason) {
      super(reason);
    }
  }

  private int label(ImageItem item) throws Refusal {
    if (labels.isEmpty()) {
      return 0;
    }
    if (item.label() == null) {
      throw new Refusal("it has no label");
    }
    Integer label = labels.get(item.label());
    if (label == null) {
      throw new Refusal("label " + item.label() + ", expected a whole number from 0");
    }
    return label;
  }

  private byte[] features(ImageItem item) throws Refusal {
    if (item.bytes() == null) {
      throw new Refusal("it has no features");
    }
    FloatBuffer features = FeatureColumns.floats(item.bytes());
    if (features.remaining() != size.width()) {
      throw new Refusal(
          "it has %d features, expected %d".formatted(features.remaining(), size.width()));
    }
    List<String> names = settings.features();
    for (int i = 0; i < size.width(); i++) {
      if (!Float.isFinite(features.get(i))) {
        String which = names.size() == 1 ? "feature " + i : "column " + names.get(i);
        throw new Refusal("%s is no finite number".formatted(which));
      }
    }
    return item.bytes();
  }

  private RgbImage image(ImageItem item) throws Refusal, UnreadableImageException {
    if (item.height() > 0) {
      return fitted(ofBlueGreenRed(item));
    }
    byte[] bytes = item.file() == null ? item.bytes() : read(item.file());
    if (bytes == null) {
      throw new Refusal("it has no bytes");
    }
    if (item.file() == null && isPixels(bytes)) {
      return ofPixels(bytes);
    }
    ImageDecoder decoder = new ImageDecoder(settings.fit());
    if (!resizes) {
      requireSize(ImageDecoder.size(bytes));
    }
    return decoder.decode(bytes, size);
  }

  private RgbImage fitted(BufferedImage image) throws Refusal {
    if (!resizes) {
      requireSize(new Size(image.getHeight(), image.getWidth()));
    }
    return new ImageDecoder(settings.fit()).fitted(image, size);
  }

  private void requireSize(Size met) throws Refusal {
    if (!met.equals(size)) {
      throw new Refusal(
          "it is %s, expected %s as the first; --size makes all the same".formatted(met, size));
    }
  }

  private boolean isPixels(byte[] bytes) {
    int pixels = size.height() * size.width();
    boolean fits = bytes.length == pixels || bytes.length == pixels * RgbImage.CHANNELS;
    return fits && !ImageDecoder.isImageFile(bytes);
  }

  private RgbImage ofPixels(byte[] bytes) {
    int pixels = size.height() * size.width();
    if (bytes.length == pixels * RgbImage.CHANNELS) {
      return new RgbImage(size.height(), size.width(), bytes);
    }
    byte[] rgb = new byte[pixels * RgbImage.CHANNELS];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = bytes[i / RgbImage.CHANNELS];
    }
    return new RgbImage(size.height(), size.width(), rgb);
  }

  /** The order of Spark's image source: blue, green, red. */
  private static BufferedImage ofBlueGreenRed(ImageItem item) throws Refusal {
    long pixels = (long) item.height() * item.width();
    long channels = item.bytes() == null ? 0 : item.bytes().length / pixels;
    if (channels * pixels != (item.bytes() == null ? 1 : item.bytes().length)
        || (channels != 1 && channels != 3)) {
      throw new Refusal(
          "%d bytes, expected %dx%d pixels of 1 or 3 channels"
              .formatted(
                  item.bytes() == null ? 0 : item.bytes().length, item.height(), item.width()));
    }
    int type = channels == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR;
    BufferedImage image = new BufferedImage(item.width(), item.height(), type);
    byte[] data = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    System.arraycopy(item.bytes(), 0, data, 0, data.length);
    return image;
  }

  private byte[] read(String file) throws Refusal {
    Path path = new Path(file);
    try (InputStream in = path.getFileSystem(conf.value()).open(path)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new Refusal("it has more than %,d bytes".formatted(MOST_BYTES));
      }
      return bytes;
    } catch (FileNotFoundException | AccessControlException e) {
      throw new Refusal("it cannot be opened: " + StorageErrors.reason(e));
    } catch (IOException e) {
      throw StorageErrors.of("read", path, e);
    }
  }

  /** The size that all images have, by the first that can be read. */
  static Size sizeOf(Iterable<ImageItem> first, SerializableConfiguration conf) {
    ItemDecoder reader =
        new ItemDecoder(ImageSettings.DEFAULTS, new Size(1, 1), false, Map.of(), conf);
    String reason = "there are none";
    for (ImageItem item : first) {
      try {
        return item.height() > 0
            ? new Size(item.height(), item.width())
            : ImageDecoder.size(item.file() == null ? item.bytes() : reader.read(item.file()));
      } catch (Refusal | UnreadableImageException e) {
        reason = item.key() + ": " + e.getMessage();
      }
    }
    throw JobException.data(
        "Cannot find out how large the images are: %s; --size HxW says it".formatted(reason));
  }
}
