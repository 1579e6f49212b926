package io.trainvae.ingest.images;

import io.trainvae.data.DatasetInfo;
import io.trainvae.data.DatasetInfo.SourceFile;
import io.trainvae.data.Features;
import io.trainvae.data.Progress;
import io.trainvae.data.Split;
import io.trainvae.data.idx.IdxReader;
import io.trainvae.data.image.ImageDecoder.Size;
import io.trainvae.data.image.RgbImage;
import io.trainvae.error.JobException;
import io.trainvae.ingest.images.DecodedImages.RowForm;
import io.trainvae.ingest.images.SortedItems.Block;
import io.trainvae.ingest.layout.ParquetLayout;
import io.trainvae.network.Standardisation;
import io.trainvae.session.JobDescription;
import io.trainvae.storage.Redaction;
import io.trainvae.storage.Storage;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Turns files of images, or a table of them, into the rows of a data set. Paths are sorted and
 * images decoded by the executors; the driver holds one path in a hundred thousand.
 */
public final class ImageIngest {
  private static final int LOOKED_AT = 100;

  private final SparkSession spark;
  private final ImageSource source;
  private final ImageSettings settings;
  private final Optional<Size> size;
  private final OptionalInt limit;
  private final Progress progress;
  private final Configuration conf;

  public ImageIngest(
      SparkSession spark,
      ImageSource source,
      ImageSettings settings,
      Optional<Size> size,
      OptionalInt limit,
      Progress progress) {
    this.spark = spark;
    this.source = source;
    this.settings = settings;
    this.size = size;
    this.limit = limit;
    this.progress = progress;
    this.conf = spark.sparkContext().hadoopConfiguration();
  }

  /** Takes rows on their way to the files of a split. */
  @FunctionalInterface
  public interface Writer {
    /**
     * @param added all rows of this ingest
     * @param rows of the split: {@code index} as a long, {@code label}, {@code image} or {@code
     *     features}
     */
    void write(Split split, DatasetInfo added, JavaRDD<Row> rows);
  }

  /**
   * The result of an ingest of images.
   *
   * @param added of this ingest alone
   * @param bad CSV table of the images that were left out; empty if none were
   */
  public record Result(DatasetInfo added, Optional<byte[]> bad) {}

  /**
   * @param former the data set that the images are added to; null to begin one
   * @throws JobException exit code 3 for images that cannot be used
   */
  public Result run(DatasetInfo former, Writer writer) {
    boolean numeric = source.kind() != ImageSource.Kind.IMAGES && table().hasNumericLabels();
    JavaRDD<ImageItem> items = items().persist(StorageLevel.DISK_ONLY());
    try (JobDescription described =
        JobDescription.of(spark, "list the %s of %s".formatted(noun(), shown()))) {
      progress.begin("list " + shown(), -1, noun());
      ClassLabels labels = ClassLabels.of(items, numeric, former);
      SortedItems sorted = new SortedItems(items, limit);
      refuseEmpty(sorted);
      Size wanted = size(sorted, former);
      int numberBytes = hasFeatures() ? Float.BYTES : RgbImage.CHANNELS;
      List<Block> blocks = sorted.blocks(wanted.height() * wanted.width() * numberBytes);
      boolean resizes = size.isPresent() || former != null;
      ItemDecoder decoder =
          new ItemDecoder(
              settings, wanted, resizes, labels.byName(), new SerializableConfiguration(conf));
      progress.reached(sorted.total());
      progress.end();
      progress.begin((hasFeatures() ? "read " : "decode ") + shown(), sorted.total(), noun());
      try (DecodedImages decoded = new DecodedImages(sorted.in(blocks), blocks, decoder)) {
        progress.reached(sorted.total());
        progress.end();
        return write(decoded, wanted, labels, former, writer);
      }
    } finally {
      items.unpersist();
    }
  }

  private String shown() {
    return Redaction.text(source.kind().id() + ":" + source.place());
  }

  private ImageTable table() {
    return ImageTable.open(spark, source, settings, conf);
  }

  private JavaRDD<ImageItem> items() {
    return source.kind() == ImageSource.Kind.IMAGES
        ? FolderItems.of(spark, new Storage(conf).path(source.place()), settings, conf)
        : table().items();
  }

  private void refuseEmpty(SortedItems sorted) {
    if (sorted.total() > 0) {
      return;
    }
    throw source.kind() == ImageSource.Kind.IMAGES
        ? FolderItems.empty(shown())
        : JobException.data("Cannot read %s from %s: it has no rows".formatted(noun(), shown()));
  }

  private boolean hasFeatures() {
    return !settings.features().isEmpty();
  }

  private String noun() {
    return hasFeatures() ? "rows" : "images";
  }

  private Size size(SortedItems sorted, DatasetInfo former) {
    if (former != null && former.hasFeatures() != hasFeatures()) {
      throw JobException.usage(
          "Cannot append %s: the data set has %s"
              .formatted(
                  hasFeatures() ? "feature vectors" : "images",
                  former.hasFeatures() ? "feature vectors" : "images"));
    }
    if (former != null) {
      Size there = new Size(former.height(), former.width());
      size.filter(asked -> !asked.equals(there))
          .ifPresent(
              asked -> {
                throw JobException.usage(
                    "Cannot append images of size %s: the data set has %s".formatted(asked, there));
              });
      return there;
    }
    if (hasFeatures()) {
      return vectorSize(sorted.first(LOOKED_AT));
    }
    return size.orElseGet(
        () -> ItemDecoder.sizeOf(sorted.first(LOOKED_AT), new SerializableConfiguration(conf)));
  }

  /** One row, as wide as the first vector. */
  private Size vectorSize(List<ImageItem> first) {
    int features =
        first.stream()
            .filter(item -> item.bytes() != null && item.bytes().length > 0)
            .mapToInt(item -> item.bytes().length / Float.BYTES)
            .findFirst()
            .orElse(0);
    if (features < 1 || features > IdxReader.MAX_SIDE) {
      throw JobException.data(
          "Cannot use --features-column %s: the first rows have %d features, expected 1 to %,d"
              .formatted(String.join(",", settings.features()), features, IdxReader.MAX_SIDE));
    }
    return new Size(1, features);
  }

  private Features features(DecodedImages decoded, int count) {
    Standardisation scaling = decoded.standardisation(Split.TRAIN, count);
    return Features.of(settings.features(), scaling.mean(), scaling.deviation());
  }

  private Result write(
      DecodedImages decoded, Size size, ClassLabels labels, DatasetInfo former, Writer writer) {
    BadImages bad = new BadImages(decoded, shown(), noun(), settings.skipsBadImages());
    bad.check();
    int channels = hasFeatures() ? 1 : channels(decoded, former);
    RowForm form = new RowForm(size, channels, hasFeatures());
    DatasetInfo added = describe(decoded, size, channels, labels);
    if (added.total() == 0) {
      throw bad.all();
    }
    for (Split split : Split.values()) {
      if (added.images(split) > 0) {
        long from = ParquetLayout.first(former, split);
        writer.write(split, added, decoded.rows(split, from, form));
      }
    }
    bad.tell(progress);
    return new Result(added, bad.table());
  }

  private DatasetInfo describe(DecodedImages decoded, Size size, int channels, ClassLabels labels) {
    return new DatasetInfo(
        name(),
        false,
        decoded.good(Split.TRAIN),
        decoded.good(Split.VALIDATION),
        decoded.good(Split.TEST),
        size.height(),
        size.width(),
        channels,
        labels.classes(),
        labels.names(),
        List.of(new SourceFile(shown(), decoded.sha256())),
        List.of(),
        hasFeatures() ? features(decoded, size.width()) : null);
  }

  private int channels(DecodedImages decoded, DatasetInfo former) {
    int own = settings.channels().orElse(decoded.hasColours() ? RgbImage.CHANNELS : 1);
    if (former == null || own == former.channels() || settings.channels().isEmpty()) {
      return former == null ? own : former.channels();
    }
    throw JobException.usage(
        "Cannot append images of %d channels: the data set has %d"
            .formatted(own, former.channels()));
  }

  private String name() {
    return source.isPath() ? new Path(source.place()).getName() : source.place();
  }
}
