package io.trainvae.ingest;

import io.trainvae.data.DatasetInfo;
import io.trainvae.data.DatasetJson;
import io.trainvae.data.Progress;
import io.trainvae.data.Split;
import io.trainvae.data.download.CacheFolder;
import io.trainvae.data.download.Downloader;
import io.trainvae.data.idx.IdxReader;
import io.trainvae.data.matlab.MatlabImages;
import io.trainvae.data.source.IdxFiles;
import io.trainvae.data.synthetic.SyntheticDigits;
import io.trainvae.error.JobException;
import io.trainvae.ingest.IngestRequest.Size;
import io.trainvae.ingest.images.ImageSource;
import io.trainvae.ingest.layout.IndexType;
import io.trainvae.ingest.layout.ParquetLayout;
import io.trainvae.output.OutputFolder;
import io.trainvae.storage.Overlap;
import io.trainvae.storage.Storage;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Turns images of any source into a Parquet data set: {@code split=train|test/part-*.parquet} with
 * the columns {@code index INT} (from 0 in each split; {@code BIGINT} where one has more than 2^31
 * - 1 rows), {@code label INT} and {@code image BINARY} (unsigned bytes, row by row), and {@code
 * dataset.json}.
 *
 * <p>The driver reads the source once, in constant memory, to check it; the rows are made by the
 * executors. Nothing is left behind by a refused or failed ingest, and a data set that stood at the
 * output is replaced only by a complete one.
 */
public final class IngestJob {
  private final SparkSession spark;
  private final IngestRequest request;
  private final Progress progress;
  private final Downloader downloader;
  private final Configuration conf;

  public IngestJob(SparkSession spark, IngestRequest request, Progress progress) {
    this(spark, request, progress, new Downloader(CacheFolder.ofUser(), progress));
  }

  IngestJob(SparkSession spark, IngestRequest request, Progress progress, Downloader downloader) {
    this.spark = spark;
    this.request = request;
    this.progress = progress;
    this.downloader = downloader;
    this.conf = spark.sparkContext().hadoopConfiguration();
  }

  /**
   * @return what {@code dataset.json} says
   * @throws JobException as {@link #execute(Consumer)}
   */
  public DatasetInfo execute() {
    return execute(info -> {});
  }

  /**
   * @param beforePublication gets the data set when it is whole and nothing is replaced yet
   * @return what {@code dataset.json} says
   * @throws JobException exit code 2 for a request that cannot be met, 3 for unusable images, 4 if
   *     storage or download fails
   */
  public DatasetInfo execute(Consumer<DatasetInfo> beforePublication) {
    checkRequest();
    Optional<ImageSource> images = ImageSource.of(request.source());
    if (images.isPresent()) {
      return new ImagesJob(spark, images.get(), request, progress).execute(beforePublication);
    }
    if (request.settings().appends() && request.source().equals(IngestSource.SYNTHETIC)) {
      throw JobException.usage("Cannot append synthetic: expected files or a table of images");
    }
    Storage storage = new Storage(conf);
    IngestSource source = IngestSource.open(sized(), downloader, conf, progress);
    refuseOverlap(storage, source.inputs());
    return new DatasetPublication(storage, request, progress, beforePublication)
        .of((folder, former) -> write(source, folder, former));
  }

  /** The request; with the size of the existing data set, if images are added to it. */
  private IngestRequest sized() {
    if (!request.settings().appends()) {
      return request;
    }
    DatasetInfo there = DatasetJson.read(request.output(), conf);
    return request.withSize(new Size(there.height(), there.width()));
  }

  private DatasetInfo write(IngestSource source, OutputFolder folder, DatasetInfo former) {
    DatasetInfo added = former == null ? source.info() : fitting(source.info(), former);
    write(source, folder, new Places(former, IndexType.of(former, added)));
    WrittenRows.checked(folder, request.output(), added.total(), conf);
    return added;
  }

  /** The added images, with all classes of the data set. */
  private DatasetInfo fitting(DatasetInfo added, DatasetInfo former) {
    boolean fits =
        added.image().equals(former.image())
            && !former.hasFeatures()
            && added.classNames().equals(former.classNames());
    if (!fits) {
      throw JobException.data(
          "Cannot append %s: its images are %s with %s, expected %s with %s as %s has"
              .formatted(
                  request.source(),
                  added.size(),
                  classes(added),
                  former.hasFeatures() ? "feature vectors" : former.size(),
                  classes(former),
                  request.output()));
    }
    return added.withClasses(Math.max(added.classes(), former.classes()));
  }

  private static String classes(DatasetInfo info) {
    return info.classNames().isEmpty()
        ? "numbered classes"
        : "classes " + String.join(", ", info.classNames());
  }

  private void refuseOverlap(Storage storage, List<Path> files) {
    Overlap overlap = new Overlap(storage, "a data set to", request.output());
    files.stream()
        .map(Path::getParent)
        .distinct()
        .forEach(folder -> overlap.refuse("the source", folder));
  }

  private void checkRequest() {
    request
        .limit()
        .ifPresent(limit -> require(limit >= 1, "limit " + limit + ", expected at least 1"));
    request
        .size()
        .ifPresent(
            size ->
                require(
                    inRange(size.height()) && inRange(size.width()),
                    "size "
                        + size.height()
                        + "x"
                        + size.width()
                        + ", expected sides of 1 to "
                        + IdxReader.MAX_SIDE
                        + " pixels"));
  }

  private static boolean inRange(int side) {
    return side >= 1 && side <= IdxReader.MAX_SIDE;
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw JobException.usage("Cannot ingest: " + otherwise);
    }
  }

  private void write(IngestSource source, OutputFolder folder, Places places) {
    DatasetInfo info = source.info();
    if (source.cifar().isPresent()) {
      write(source.cifar().get(), info, folder, places);
      return;
    }
    if (source.matlab().isPresent()) {
      write(source.matlab().get(), info, folder, places);
      return;
    }
    if (source.files().isEmpty()) {
      write(new SyntheticRows(digits(info)), info, folder, places);
      return;
    }
    boolean beside = spark.sparkContext().isLocal();
    Path target = folder.target(Split.TRAIN).getParent();
    try (StagedFiles staged = StagedFiles.of(source.files().get(), target, beside, conf)) {
      write(idxRows(staged.files(), info), info, folder, places);
    }
  }

  /** Where rows come in the data set that they are added to, null to begin one. */
  private record Places(DatasetInfo former, IndexType type) {}

  private void write(ImageRows rows, DatasetInfo info, OutputFolder folder, Places places) {
    for (Split split : Split.values()) {
      if (info.images(split) > 0) {
        write(rows, info, split, places, folder.target(split));
      }
    }
  }

  private void write(MatlabImages images, DatasetInfo info, OutputFolder folder, Places places) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    try (MatlabRows rows = MatlabRows.of(context, images, info)) {
      write(rows, info, folder, places);
    }
  }

  private SyntheticDigits digits(DatasetInfo info) {
    return new SyntheticDigits(request.seed(), info.height(), info.width());
  }

  private IdxRows idxRows(IdxFiles files, DatasetInfo info) {
    return new IdxRows(files, info.height(), info.width(), new SerializableConfiguration(conf));
  }

  private void write(ImageRows rows, DatasetInfo info, Split split, Places places, Path target) {
    List<ParquetLayout.Range> files = ParquetLayout.files(info, split);
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    String description =
        "ingest %s: %d %s images into %d files"
            .formatted(info.name(), info.images(split), split.id(), files.size());
    long first = ParquetLayout.first(places.former(), split);
    JavaRDD<Row> made =
        context
            .parallelize(files, files.size())
            .flatMap(range -> rows.rows(split, range.from(), range.to()))
            .map(row -> RowFactory.create(first + row.getLong(0), row.get(1), row.get(2)));
    new SplitWriter(spark, request.output(), places.type(), false, progress)
        .write(split, info.images(split), made, description, target);
  }
}
