package io.trainvae.benchmark.model;

import io.trainvae.data.Split;
import io.trainvae.data.idx.IdxKind;
import io.trainvae.data.idx.IdxReader;
import io.trainvae.data.image.BilinearResize;
import io.trainvae.data.source.IdxFiles;
import io.trainvae.model.Shape;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;

/**
 * The images of a split in memory, as unsigned bytes, with their labels.
 *
 * @param pixels {@code [count, pixels]}
 */
public record Images(byte[] pixels, byte[] labels) {

  /** Number of images. */
  public int count() {
    return labels.length;
  }

  /**
   * Reads a split of a folder with four IDX files.
   *
   * @param the images are resized to it, as by ingest
   */
  public static Images read(Path folder, Split split, Shape shape) {
    Configuration conf = new Configuration(false);
    var place = new org.apache.hadoop.fs.Path(folder.toAbsolutePath().toUri());
    IdxFiles.Pair files = IdxFiles.in(place, "images", conf).split(split);
    try (IdxReader images = IdxReader.open(files.images(), IdxKind.IMAGES, conf);
        IdxReader labels = IdxReader.open(files.labels(), IdxKind.LABELS, conf)) {
      return read(images, labels, shape);
    }
  }

  private static Images read(IdxReader images, IdxReader labels, Shape shape) {
    boolean same = images.height() == shape.height() && images.width() == shape.width();
    BilinearResize resize =
        new BilinearResize(images.height(), images.width(), shape.height(), shape.width());
    byte[] pixels = new byte[Math.multiplyExact(images.count(), shape.size())];
    byte[] all = new byte[images.count()];
    byte[] image = new byte[images.height() * images.width()];
    byte[] label = new byte[1];
    for (int i = 0; i < images.count(); i++) {
      images.read(image);
      labels.read(label);
      System.arraycopy(
          same ? image : resize.apply(image), 0, pixels, i * shape.size(), shape.size());
      all[i] = label[0];
    }
    return new Images(pixels, all);
  }
}
