package io.trainvae.ingest;

import io.trainvae.data.Split;
import io.trainvae.data.idx.IdxKind;
import io.trainvae.data.idx.IdxReader;
import io.trainvae.data.image.BilinearResize;
import io.trainvae.data.source.IdxFiles;
import io.trainvae.data.source.IdxForm;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Rows of IDX files, in constant memory. Each range opens the files itself and seeks its first row;
 * in a file compressed with gzip, which has no random access, it inflates what comes before, and
 * that is far cheaper than sending images through the driver.
 *
 * @param height to resize to, in pixels
 * @param width to resize to, in pixels
 */
record IdxRows(IdxFiles files, int height, int width, SerializableConfiguration conf)
    implements ImageRows {

  @Override
  public Iterator<Row> rows(Split split, long from, long to) {
    Range range =
        new Range(
            files, split, conf.value(), Math.toIntExact(from), Math.toIntExact(to), height, width);
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
    private final IdxForm form;
    private final BilinearResize resize;
    private final int to;
    private int index;

    Range(
        IdxFiles files, Split split, Configuration conf, int from, int to, int height, int width) {
      IdxFiles.Pair pair = files.split(split);
      this.form = files.form();
      this.images = IdxReader.open(pair.images(), IdxKind.IMAGES, conf);
      this.labels = IdxReader.open(pair.labels(), form.labels(), conf);
      boolean same = images.height() == height && images.width() == width;
      this.resize =
          same ? null : new BilinearResize(images.height(), images.width(), height, width);
      this.index = from;
      this.to = to;
      images.jump(from);
      labels.jump(from);
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
      images.read(image);
      int label = labels.readLabel() - form.firstLabel();
      byte[] upright = form.transposed() ? transposed(image, images.height()) : image;
      byte[] sized = resize == null ? upright : resize.apply(upright);
      return RowFactory.create((long) index++, label, sized);
    }

    /** Transposes a square image. */
    private static byte[] transposed(byte[] image, int side) {
      byte[] turned = new byte[image.length];
      for (int i = 0; i < image.length; i++) {
        turned[i] = image[i % side * side + i / side];
      }
      return turned;
    }

    @Override
    public void close() {
      images.close();
      labels.close();
    }
  }
}
