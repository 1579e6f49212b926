package io.trainvae.ingest;

import io.trainvae.data.Split;
import io.trainvae.data.idx.IdxKind;
import io.trainvae.data.idx.IdxReader;
import io.trainvae.data.image.BilinearResize;
import io.trainvae.data.source.IdxFiles;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Rows of IDX files. Each range opens the files itself and passes over what stands before it: gzip
 * has no other way in, and inflating is far cheaper than sending images through the driver.
 *
 * @param height to resize to, in pixels
 * @param width to resize to, in pixels
 */
record IdxRows(IdxFiles files, int height, int width, SerializableConfiguration conf)
    implements ImageRows {

  @Override
  public Iterator<Row> rows(Split split, int from, int to) {
    Range range = new Range(files.split(split), conf.value(), from, to, height, width);
    TaskContext task = TaskContext.get();
    if (task != null) {
      task.addTaskCompletionListener((TaskCompletionListener) context -> range.close());
    }
    return range;
  }

  /** Reads images and labels side by side. */
  private static final class Range implements Iterator<Row>, AutoCloseable {
    private final IdxReader images;
    private final IdxReader labels;
    private final BilinearResize resize;
    private final int to;
    private int index;

    Range(IdxFiles.Pair pair, Configuration conf, int from, int to, int height, int width) {
      this.images = IdxReader.open(pair.images(), IdxKind.IMAGES, conf);
      this.labels = IdxReader.open(pair.labels(), IdxKind.LABELS, conf);
      boolean same = images.height() == height && images.width() == width;
      this.resize =
          same ? null : new BilinearResize(images.height(), images.width(), height, width);
      this.index = from;
      this.to = to;
      images.skip(from);
      labels.skip(from);
    }

    @Override
    public boolean hasNext() {
      if (index == to) {
        close();
      }
      return index < to;
    }

    @Override
    public Row next() {
      if (index >= to) {
        throw new NoSuchElementException("image " + index);
      }
      byte[] image = new byte[images.height() * images.width()];
      byte[] label = new byte[1];
      images.read(image);
      labels.read(label);
      byte[] sized = resize == null ? image : resize.apply(image);
      return RowFactory.create(index++, label[0] & 0xff, sized);
    }

    @Override
    public void close() {
      images.close();
      labels.close();
    }
  }
}
