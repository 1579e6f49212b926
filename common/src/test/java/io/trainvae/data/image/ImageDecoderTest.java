package io.trainvae.data.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.trainvae.data.image.ImageDecoder.Size;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {
  /** WebP files of libwebp 1.2.4, 9 x 6 with the first pixel transparent, and 40 x 24. */
  private static final byte[] LOSSLESS =
      decoded(
          "UklGRk4AAABXRUJQVlA4TEIAAAAvCEABEJkyRPQ/NhHR/wCZgMVC+IXQv5EYLgmItG2GB4fvX+KxQrYR"
              + "oHs1zp/rSAQERf6PNgFytc9g+18W1A4A9QA=");

  private static final byte[] LOSSY =
      decoded(
          "UklGRq4AAABXRUJQVlA4IKIAAAAwBgCdASooABgAPmEmjkW4IiEapgGABgS0AE6ZQjgb1DzBKVrQAD9/"
              + "1XQZc6I4tog7bVNhl425+ZmQAP79pqiCsyRApYs41d7azSBVN/+Z8rvvpQfop3icpgoRB00mFDzwfkMX"
              + "+M0RA0Ow/v0R0e8xvoBTNrDg2+0aNjONcyC8D81Dqp153pWiKBeyUwHcxoPYelp5K+wgvMrMv5y/JIEj"
              + "xAA=");

  private final ImageDecoder decoder = new ImageDecoder(Fit.CROP);

  private static byte[] decoded(String base64) {
    return Base64.getDecoder().decode(base64);
  }

  @Test
  void webpIsRead() throws Exception {
    RgbImage lossless = decoder.decode(LOSSLESS, new Size(6, 9));
    assertThat(rgb(lossless)[0]).as("transparent").isEqualTo(0xffffff);
    for (int i = 1; i < 54; i++) {
      int x = i % 9;
      int y = i / 9;
      assertThat(rgb(lossless)[i]).isEqualTo(x * 28 << 16 | y * 51 << 8 | x * y * 5);
    }
    // As libwebp decodes it, which interpolates between the pixels that have colours.
    int[] lossy = rgb(decoder.decode(LOSSY, new Size(24, 40)));
    int[] expected = {0x087a78, 0x3c767e, 0x74777f, 0xe1777f};
    int[] columns = {0, 10, 20, 39};
    for (int i = 0; i < columns.length; i++) {
      for (int shift = 0; shift < 24; shift += 8) {
        int met = lossy[12 * 40 + columns[i]] >> shift & 0xff;
        assertThat(met).isCloseTo(expected[i] >> shift & 0xff, within(8));
      }
    }
  }

  /** A small canvas, a large frame: what is to be decoded counts. */
  @Test
  void aWebpFrameThatIsTooLargeIsRefused() {
    byte[] huge = LOSSLESS.clone();
    ByteBuffer.wrap(huge).order(ByteOrder.LITTLE_ENDIAN).putInt(21, 16383 | 16383 << 14);
    assertThatThrownBy(() -> decoder.decode(huge, new Size(8, 8)))
        .hasMessageContaining("its header says 16384x16384 pixels");
    ByteBuffer canvas = ByteBuffer.allocate(30 + huge.length - 12).order(ByteOrder.LITTLE_ENDIAN);
    canvas.put("RIFF".getBytes(UTF_8)).putInt(canvas.capacity() - 8);
    canvas.put("WEBPVP8X".getBytes(UTF_8)).putInt(10).position(30);
    canvas.put(huge, 12, huge.length - 12);
    assertThatThrownBy(() -> decoder.decode(canvas.array(), new Size(8, 8)))
        .hasMessageContaining("its header says 16384x16384 pixels");
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "gif"})
  void coloursAreThoseOfTheFile(String format) throws Exception {
    BufferedImage image = new BufferedImage(1, 6, BufferedImage.TYPE_INT_RGB);
    int[] rgb = {0xff0000, 0x00ff00, 0x0000ff, 0x102030, 0xffffff, 0x000000};
    image.setRGB(0, 0, 1, 6, rgb, 0, 1);
    byte[] file = file(image, format);

    assertThat(ImageDecoder.size(file)).isEqualTo(new Size(6, 1));
    RgbImage decoded = decoder.decode(file, new Size(6, 1));
    assertThat(rgb(decoded)).containsExactly(rgb);
    assertThat(decoded.isGrey()).isFalse();
  }

  @Test
  void greyLevelsAreThoseOfTheFile() throws Exception {
    for (int type : new int[] {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_USHORT_GRAY}) {
      BufferedImage image = new BufferedImage(256, 1, type);
      int unit = type == BufferedImage.TYPE_BYTE_GRAY ? 1 : 257;
      for (int i = 0; i < 256; i++) {
        image.getRaster().setSample(i, 0, 0, i * unit);
      }
      RgbImage decoded = decoder.decode(file(image, "png"), new Size(1, 256));
      byte[] levels = decoded.withChannels(1);
      assertThat(decoded.isGrey()).isTrue();
      for (int i = 0; i < 256; i++) {
        assertThat(levels[i] & 0xff).isEqualTo(i);
      }
    }
  }

  @Test
  void whatIsTransparentIsWhite() throws Exception {
    BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0x00ff0000);
    image.setRGB(1, 0, 0x80000000);
    image.setRGB(2, 0, 0xff123456);
    assertThat(rgb(decoder.decode(file(image, "png"), new Size(1, 3))))
        .containsExactly(0xffffff, 0x7f7f7f, 0x123456);
  }

  /** Values of Pillow 12.3: {@code Image.fromarray(...).resize((w, h), Image.BILINEAR)}. */
  @ParameterizedTest
  @CsvSource({
    "1, 8, 0 0 0 0 200 200 200 200, 1, 2, 29 171",
    "1, 8, 0 10 50 250 30 90 255 7, 1, 3, 36 116 126",
    "1, 3, 0 100 255, 1, 7, 0 14 57 100 166 233 255",
    "5, 6, 172 47 117 192 67 251 195 103 9 211 21 242 36 87 70 216 88 140 58 193 230 39 87 174 88 81 165 25 77 72, 2, 3, 109 117 145 108 118 105"
  })
  void resizesAsPillowDoes(
      int height, int width, String pixels, int toHeight, int toWidth, String expected)
      throws Exception {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setPixels(0, 0, width, height, ints(pixels));
    byte[] levels =
        new ImageDecoder(Fit.STRETCH)
            .decode(file(image, "png"), new Size(toHeight, toWidth))
            .withChannels(1);
    assertThat(levels).hasSize(toHeight * toWidth);
    int[] met = new int[levels.length];
    Arrays.setAll(met, i -> levels[i] & 0xff);
    assertThat(met).containsExactly(ints(expected));
  }

  private static int[] ints(String words) {
    return Arrays.stream(words.strip().split(" ")).mapToInt(Integer::parseInt).toArray();
  }

  @Test
  void growingIsAsWithoutAntialiasing() throws Exception {
    BufferedImage image = noise(9, 7);
    byte[] from = decoder.decode(file(image, "png"), new Size(9, 7)).withChannels(1);
    BufferedImage grey = new BufferedImage(7, 9, BufferedImage.TYPE_BYTE_GRAY);
    grey.getRaster().setDataElements(0, 0, 7, 9, from);
    byte[] expected = new BilinearResize(9, 7, 20, 31).apply(from);
    byte[] met =
        new ImageDecoder(Fit.STRETCH).decode(file(grey, "png"), new Size(20, 31)).withChannels(1);
    for (int i = 0; i < met.length; i++) {
      assertThat(Math.abs((met[i] & 0xff) - (expected[i] & 0xff))).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void aFitSaysWhatBecomesOfAnotherShape() throws Exception {
    BufferedImage image = new BufferedImage(8, 4, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < 8; x++) {
      for (int y = 0; y < 4; y++) {
        image.setRGB(x, y, x < 2 ? 0xff0000 : x < 6 ? 0x00ff00 : 0x0000ff);
      }
    }
    byte[] file = file(image, "png");
    Size size = new Size(4, 4);
    assertThat(rgb(new ImageDecoder(Fit.CROP).decode(file, size))).containsOnly(0x00ff00);
    assertThat(rgb(new ImageDecoder(Fit.PAD).decode(file, size)))
        .startsWith(0xffffff, 0xffffff, 0xffffff, 0xffffff)
        .endsWith(0xffffff, 0xffffff, 0xffffff, 0xffffff);
    assertThat(rgb(new ImageDecoder(Fit.PAD).decode(file, size))[4]).isNotEqualTo(0xffffff);
    int[] stretched = rgb(new ImageDecoder(Fit.STRETCH).decode(file, size));
    assertThat(new Color(stretched[0]).getRed()).isGreaterThan(200);
    assertThat(new Color(stretched[3]).getBlue()).isGreaterThan(200);
  }

  /** A camera that was held in each of the eight ways sees the same. */
  @ParameterizedTest
  @EnumSource(Orientation.class)
  void turnsPhotographsUpright(Orientation orientation) throws Exception {
    BufferedImage upright = new BufferedImage(24, 16, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 16; y++) {
      for (int x = 0; x < 24; x++) {
        upright.setRGB(
            x, y, y < 8 ? (x < 12 ? 0xe02020 : 0x20e020) : (x < 12 ? 0x2020e0 : 0xe0e0e0));
      }
    }
    byte[] file = withExif(file(stored(upright, orientation), "jpg"), orientation.ordinal() + 1);
    assertThat(ImageDecoder.size(file)).isEqualTo(new Size(16, 24));
    int[] met = rgb(decoder.decode(file, new Size(16, 24)));
    assertThat(nearly(met[2 * 24 + 2], 0xe02020)).isTrue();
    assertThat(nearly(met[2 * 24 + 21], 0x20e020)).isTrue();
    assertThat(nearly(met[13 * 24 + 2], 0x2020e0)).isTrue();
    assertThat(nearly(met[13 * 24 + 21], 0xe0e0e0)).isTrue();
  }

  /** As near as JPEG comes. */
  private static boolean nearly(int met, int expected) {
    Color a = new Color(met);
    Color b = new Color(expected);
    return Math.abs(a.getRed() - b.getRed()) < 60
        && Math.abs(a.getGreen() - b.getGreen()) < 60
        && Math.abs(a.getBlue() - b.getBlue()) < 60;
  }

  /** As the EXIF standard has it, by where the stored row 0 and column 0 are seen. */
  private static BufferedImage stored(BufferedImage seen, Orientation orientation) {
    boolean swaps = orientation.ordinal() >= 4;
    int w = seen.getWidth();
    int h = seen.getHeight();
    BufferedImage stored =
        new BufferedImage(swaps ? h : w, swaps ? w : h, BufferedImage.TYPE_INT_RGB);
    for (int r = 0; r < stored.getHeight(); r++) {
      for (int c = 0; c < stored.getWidth(); c++) {
        int rgb =
            switch (orientation.ordinal() + 1) {
              case 1 -> seen.getRGB(c, r); // row 0 top, column 0 left
              case 2 -> seen.getRGB(w - 1 - c, r); // top, right
              case 3 -> seen.getRGB(w - 1 - c, h - 1 - r); // bottom, right
              case 4 -> seen.getRGB(c, h - 1 - r); // bottom, left
              case 5 -> seen.getRGB(r, c); // left, top
              case 6 -> seen.getRGB(w - 1 - r, c); // right, top
              case 7 -> seen.getRGB(w - 1 - r, h - 1 - c); // right, bottom
              default -> seen.getRGB(r, h - 1 - c); // left, bottom
            };
        stored.setRGB(c, r, rgb);
      }
    }
    return stored;
  }

  private static byte[] withExif(byte[] jpeg, int orientation) {
    ByteBuffer exif = ByteBuffer.allocate(36);
    exif.putShort((short) 0xffe1).putShort((short) 34).put("Exif\0\0".getBytes(UTF_8));
    exif.put("MM".getBytes(UTF_8)).putShort((short) 42).putInt(8).putShort((short) 1);
    exif.putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort((short) orientation);
    ByteBuffer whole = ByteBuffer.allocate(jpeg.length + 36);
    return whole.put(jpeg, 0, 2).put(exif.array()).put(jpeg, 2, jpeg.length - 2).array();
  }

  @Test
  void refusesWhatCannotBeRead() throws Exception {
    byte[] png = file(noise(40, 40), "png");
    byte[] jpeg = file(noise(40, 40), "jpg");
    byte[] gif = file(noise(40, 40), "gif");
    refused(new byte[0], "it is empty");
    refused(
        "hello, I am a text".getBytes(UTF_8),
        "it is no image; expected PNG, JPEG, GIF, BMP or WebP");
    for (byte[] whole : List.of(png, jpeg, gif, LOSSY, LOSSLESS)) {
      for (int part : new int[] {30, whole.length / 2, whole.length * 9 / 10}) {
        assertThatThrownBy(() -> decoder.decode(Arrays.copyOf(whole, part), new Size(8, 8)))
            .as("%d of %d bytes", part, whole.length)
            .isInstanceOf(UnreadableImageException.class)
            .message()
            .contains("damaged");
      }
    }
  }

  /** Whatever bytes change, there is an image or a reason. */
  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "gif", "bmp", "webp"})
  void damageIsAlwaysAReason(String format) throws Exception {
    byte[] whole = format.equals("webp") ? LOSSY : file(noise(20, 30), format);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 300; i++) {
      byte[] damaged = whole.clone();
      for (int j = 0; j < 3; j++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      try {
        decoder.decode(damaged, new Size(8, 8));
      } catch (UnreadableImageException e) {
        assertThat(e).message().startsWith("it").doesNotContain("\n");
      }
    }
  }

  /** 60 bytes that would be 10 GB, by their header. */
  @Test
  void absurdSizesAreRefusedByTheirHeader() throws Exception {
    ByteBuffer header = ByteBuffer.allocate(17);
    header
        .put("IHDR".getBytes(UTF_8))
        .putInt(60_000)
        .putInt(60_000)
        .put(new byte[] {8, 2, 0, 0, 0});
    CRC32 crc = new CRC32();
    crc.update(header.array());
    ByteBuffer png = ByteBuffer.allocate(60);
    png.put(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'}).putInt(13);
    png.put(header.array()).putInt((int) crc.getValue());
    refused(
        png.array(),
        "its header says 60000x60000 pixels, expected at most 50,000,000 in all and 30,000 along a"
            + " side");
  }

  private void refused(byte[] file, String reason) {
    assertThatThrownBy(() -> decoder.decode(file, new Size(8, 8)))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage(reason);
  }

  private static BufferedImage noise(int height, int width) {
    SplittableRandom random = new SplittableRandom(5);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < height * width; i++) {
      image.setRGB(i % width, i / width, random.nextInt(0x1000000));
    }
    return image;
  }

  private static byte[] file(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, bytes)).isTrue();
    return bytes.toByteArray();
  }

  private static int[] rgb(RgbImage image) {
    byte[] b = image.rgb();
    int[] rgb = new int[b.length / 3];
    Arrays.setAll(
        rgb, i -> (b[3 * i] & 0xff) << 16 | (b[3 * i + 1] & 0xff) << 8 | (b[3 * i + 2] & 0xff));
    return rgb;
  }
}
