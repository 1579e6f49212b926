package io.trainvae.data.image;

import io.trainvae.data.image.AntialiasedResize.Stretch;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes the bytes of a PNG, JPEG, GIF, BMP or WebP file, whatever its name, into an image of a
 * given size. It checks the header before it decodes any pixel. It takes the first frame of an
 * animation.
 */
public final class ImageDecoder {
  /** A decoded image of these has 150 MB in red, green and blue. */
  public static final long MOST_PIXELS = 50_000_000;

  private static final int MOST_SIDE = 30_000;
  private static final Set<String> FORMATS = Set.of("png", "jpeg", "gif", "bmp", "webp");
  private static final String EXPECTED = "expected PNG, JPEG, GIF, BMP or WebP";

  private final Fit fit;

  public ImageDecoder(Fit fit) {
    this.fit = fit;
  }

  /** Rows and columns. */
  public record Size(int height, int width) implements Serializable {
    @Override
    public String toString() {
      return height + "x" + width;
    }
  }

  /** The size in the header, after the image is turned upright. */
  public static Size size(byte[] file) throws UnreadableImageException {
    return withReader(file, reader -> seen(checked(reader), Orientation.of(file)));
  }

  /** The image, at this size. */
  public RgbImage decode(byte[] file, Size size) throws UnreadableImageException {
    return withReader(file, reader -> decode(reader, Orientation.of(file), size));
  }

  private RgbImage decode(ImageReader reader, Orientation orientation, Size size)
      throws IOException, UnreadableImageException {
    checked(reader);
    DamageListener damage = new DamageListener();
    reader.addIIOReadWarningListener(damage);
    BufferedImage image = reader.read(0);
    damage.check();
    return orientation.upright(resized(image, seen(size, orientation)));
  }

  /** Decoded pixels at this size. */
  public RgbImage fitted(BufferedImage image, Size size) {
    return resized(image, size);
  }

  private static Size seen(Size stored, Orientation orientation) {
    return orientation.swapsSides() ? new Size(stored.width, stored.height) : stored;
  }

  private RgbImage resized(BufferedImage image, Size to) {
    double height = image.getHeight();
    double width = image.getWidth();
    double inHeight = height / to.height;
    double inWidth = width / to.width;
    return switch (fit) {
      case STRETCH -> resized(image, new Stretch(0, height), new Stretch(0, width), to);
      case CROP -> {
        double scale = Math.min(inHeight, inWidth);
        yield resized(
            image, middle(height, to.height * scale), middle(width, to.width * scale), to);
      }
      case PAD -> {
        double scale = Math.max(inHeight, inWidth);
        Size inner = new Size(side(height / scale), side(width / scale));
        yield padded(resized(image, new Stretch(0, height), new Stretch(0, width), inner), to);
      }
    };
  }

  private static int side(double length) {
    return Math.max(1, (int) Math.round(length));
  }

  private static Stretch middle(double of, double length) {
    return new Stretch((of - length) / 2, length);
  }

  private static RgbImage resized(BufferedImage image, Stretch rows, Stretch columns, Size to) {
    return new AntialiasedResize(
            image.getHeight(), image.getWidth(), rows, columns, to.height, to.width)
        .apply(new PixelRows(image));
  }

  private static RgbImage padded(RgbImage inner, Size to) {
    byte[] rgb = new byte[to.height * to.width * RgbImage.CHANNELS];
    Arrays.fill(rgb, (byte) 255);
    int top = (to.height - inner.height()) / 2;
    int left = (to.width - inner.width()) / 2;
    int row = inner.width() * RgbImage.CHANNELS;
    for (int y = 0; y < inner.height(); y++) {
      int at = ((top + y) * to.width + left) * RgbImage.CHANNELS;
      System.arraycopy(inner.rgb(), y * row, rgb, at, row);
    }
    return new RgbImage(to.height, to.width, rgb);
  }

  private static Size checked(ImageReader reader) throws IOException, UnreadableImageException {
    Size size = new Size(reader.getHeight(0), reader.getWidth(0));
    if (size.height < 1 || size.width < 1) {
      throw new UnreadableImageException("it has " + size + " pixels");
    }
    requireWithin(size);
    return size;
  }

  private static void requireWithin(Size size) throws UnreadableImageException {
    if (Math.max(size.height, size.width) > MOST_SIDE
        || (long) size.height * size.width > MOST_PIXELS) {
      throw new UnreadableImageException(
          "its header says %s pixels, expected at most %,d in all and %,d along a side"
              .formatted(size, MOST_PIXELS, MOST_SIDE));
    }
  }

  private interface Reading<T> {
    T with(ImageReader reader) throws IOException, UnreadableImageException;
  }

  private static <T> T withReader(byte[] file, Reading<T> reading) throws UnreadableImageException {
    if (file.length == 0) {
      throw new UnreadableImageException("it is empty");
    }
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      ImageReader reader = reader(file, in);
      try {
        String format = reader.getFormatName().toLowerCase(Locale.ROOT);
        if (!FORMATS.contains(format)) {
          throw new UnreadableImageException("it is " + format + "; " + EXPECTED);
        }
        // Texts and colour profiles in a file may inflate to any size.
        reader.setInput(in, true, true);
        if (WebP.begins(file)) {
          WebP.requireWhole(file);
          requireWithin(WebP.largestFrame(file));
        }
        return reading.with(reader);
      } finally {
        reader.dispose();
      }
    } catch (IIOException e) {
      throw new UnreadableImageException("it is damaged or of an unknown kind: " + line(e), e);
    } catch (IOException e) {
      throw new UnreadableImageException("it is cut off or damaged: " + line(e), e);
    } catch (RuntimeException e) {
      // Java's readers meet damage with any of them: out of bounds, negative sizes, bad arguments.
      throw new UnreadableImageException("it is damaged: " + line(e), e);
    }
  }

  private static ImageReader reader(byte[] file, ImageInputStream in)
      throws IOException, UnreadableImageException {
    if (WebP.begins(file)) {
      return WebP.reader();
    }
    Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
    if (!readers.hasNext()) {
      throw new UnreadableImageException("it is no image; " + EXPECTED);
    }
    return readers.next();
  }

  /** Whether bytes begin like an image file. */
  public static boolean isImageFile(byte[] file) {
    if (WebP.begins(file)) {
      return true;
    }
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      return ImageIO.getImageReaders(in).hasNext();
    } catch (IOException e) {
      return false;
    }
  }

  private static String line(Exception e) {
    String message = e.getMessage();
    return message == null || message.isBlank()
        ? e.getClass().getSimpleName()
        : message.lines().findFirst().orElse("").strip();
  }
}
