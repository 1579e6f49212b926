package io.trainvae.data.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The orientation of the camera: the EXIF tag {@code Orientation} of a JPEG file, 1 to 8. Pixels
 * are stored as the sensor saw them; a viewer turns them.
 */
enum Orientation {
  UPRIGHT,
  MIRRORED,
  UPSIDE_DOWN,
  FLIPPED,
  TRANSPOSED,
  TURNED_LEFT,
  TRANSVERSE,
  TURNED_RIGHT;

  private static final int TAG = 0x0112;
  private static final int JPEG = 0xffd8;
  private static final int APP1 = 0xffe1;
  private static final int SCAN = 0xffda;
  private static final int EXIF_HEADER = 6;
  private static final int ENTRY_BYTES = 12;

  /** Whether rows become columns. */
  boolean swapsSides() {
    return ordinal() >= TRANSPOSED.ordinal();
  }

  /** The upright image. */
  RgbImage upright(RgbImage stored) {
    if (this == UPRIGHT) {
      return stored;
    }
    int height = swapsSides() ? stored.width() : stored.height();
    int width = swapsSides() ? stored.height() : stored.width();
    byte[] turned = new byte[stored.rgb().length];
    for (int y = 0, to = 0; y < height; y++) {
      for (int x = 0; x < width; x++, to += RgbImage.CHANNELS) {
        int from = RgbImage.CHANNELS * place(y, x, stored.height(), stored.width());
        System.arraycopy(stored.rgb(), from, turned, to, RgbImage.CHANNELS);
      }
    }
    return new RgbImage(height, width, turned);
  }

  /** Which stored pixel is seen at a place. */
  private int place(int y, int x, int height, int width) {
    int lastRow = height - 1;
    int lastColumn = width - 1;
    return switch (this) {
      case UPRIGHT -> y * width + x;
      case MIRRORED -> y * width + lastColumn - x;
      case UPSIDE_DOWN -> (lastRow - y) * width + lastColumn - x;
      case FLIPPED -> (lastRow - y) * width + x;
      case TRANSPOSED -> x * width + y;
      case TURNED_LEFT -> (lastRow - x) * width + y;
      case TRANSVERSE -> (lastRow - x) * width + lastColumn - y;
      case TURNED_RIGHT -> x * width + lastColumn - y;
    };
  }

  /** The orientation in a file; {@link #UPRIGHT} if it is missing or invalid. */
  static Orientation of(byte[] file) {
    ByteBuffer jpeg = ByteBuffer.wrap(file);
    if (file.length < 4 || (jpeg.getShort(0) & 0xffff) != JPEG) {
      return UPRIGHT;
    }
    int at = 2;
    while (at + 4 <= file.length) {
      int marker = jpeg.getShort(at) & 0xffff;
      int length = jpeg.getShort(at + 2) & 0xffff;
      if (marker >>> 8 != 0xff || marker == SCAN || length < 2 || at + 2 + length > file.length) {
        return UPRIGHT;
      }
      if (marker == APP1 && isExif(jpeg, at + 4, length - 2)) {
        int start = at + 4 + EXIF_HEADER;
        return ofTiff(ByteBuffer.wrap(file, start, length - 2 - EXIF_HEADER).slice());
      }
      at += 2 + length;
    }
    return UPRIGHT;
  }

  private static boolean isExif(ByteBuffer jpeg, int at, int length) {
    return length > EXIF_HEADER && jpeg.getInt(at) == 0x45786966 && jpeg.getShort(at + 4) == 0;
  }

  private static Orientation ofTiff(ByteBuffer tiff) {
    if (tiff.remaining() < 8) {
      return UPRIGHT;
    }
    tiff.order(tiff.getShort(0) == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int directory = tiff.getInt(4);
    if (directory < 8 || directory > tiff.limit() - 2) {
      return UPRIGHT;
    }
    int entries = tiff.getShort(directory) & 0xffff;
    for (int i = 0; i < entries; i++) {
      int entry = directory + 2 + i * ENTRY_BYTES;
      if (entry + ENTRY_BYTES > tiff.limit()) {
        return UPRIGHT;
      }
      if ((tiff.getShort(entry) & 0xffff) == TAG) {
        int value = tiff.getShort(entry + 8);
        return value >= 1 && value <= values().length ? values()[value - 1] : UPRIGHT;
      }
    }
    return UPRIGHT;
  }
}
