package io.trainvae.exchange;

import io.trainvae.data.Split;
import io.trainvae.data.idx.IdxKind;
import io.trainvae.data.idx.IdxReader;
import io.trainvae.data.image.BilinearResize;
import io.trainvae.data.synthetic.SyntheticDigits;
import io.trainvae.model.Shape;
import io.trainvae.testing.MnistFiles;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;

/** The first test images of MNIST if available, otherwise synthetic ones, in any size. */
final class Digits {
  private Digits() {}

  static byte[][] of(Shape image, int count) {
    byte[][] digits =
        MnistFiles.find().map(folder -> real(folder, count)).orElseGet(() -> synthetic(count));
    int side = SyntheticDigits.SIDE;
    var resize = new BilinearResize(side, side, image.height(), image.width());
    for (int i = 0; i < count; i++) {
      digits[i] = inColours(resize.apply(digits[i]), image.channels());
    }
    return digits;
  }

  /** Each channel another one, so that a wrong order shows. */
  private static byte[] inColours(byte[] grey, int channels) {
    byte[] colours = new byte[grey.length * channels];
    for (int i = 0; i < colours.length; i++) {
      colours[i] = (byte) ((grey[i / channels] & 0xFF) >> (i % channels));
    }
    return colours;
  }

  private static byte[][] real(Path folder, int count) {
    var file = new org.apache.hadoop.fs.Path(folder.resolve("t10k-images-idx3-ubyte.gz").toUri());
    byte[][] digits = new byte[count][SyntheticDigits.SIDE * SyntheticDigits.SIDE];
    try (IdxReader reader = IdxReader.open(file, IdxKind.IMAGES, new Configuration())) {
      for (byte[] digit : digits) {
        reader.read(digit);
      }
    }
    return digits;
  }

  private static byte[][] synthetic(int count) {
    var source = new SyntheticDigits(0, SyntheticDigits.SIDE, SyntheticDigits.SIDE);
    byte[][] digits = new byte[count][];
    for (int i = 0; i < count; i++) {
      digits[i] = source.image(Split.TEST, i);
    }
    return digits;
  }
}
