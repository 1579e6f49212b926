package io.trainvae.ingest;

import io.trainvae.data.DatasetInfo;
import io.trainvae.data.Progress;
import io.trainvae.data.image.ImageDecoder.Size;
import io.trainvae.ingest.images.BadImages;
import io.trainvae.ingest.images.ImageIngest;
import io.trainvae.ingest.images.ImageSource;
import io.trainvae.ingest.layout.IndexType;
import io.trainvae.output.OutputFolder;
import io.trainvae.storage.Overlap;
import io.trainvae.storage.Storage;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** Makes a data set of images that are to be decoded, or adds them to one. */
final class ImagesJob {
  private final SparkSession spark;
  private final ImageSource source;
  private final IngestRequest request;
  private final Progress progress;
  private final Storage storage;

  ImagesJob(SparkSession spark, ImageSource source, IngestRequest request, Progress progress) {
    this.spark = spark;
    this.source = source;
    this.request = request;
    this.progress = progress;
    this.storage = new Storage(spark.sparkContext().hadoopConfiguration());
  }

  DatasetInfo execute(Consumer<DatasetInfo> beforePublication) {
    if (source.isPath()) {
      new Overlap(storage, "a data set to", request.output())
          .refuse("the source", storage.path(source.place()));
    }
    return new DatasetPublication(storage, request, progress, beforePublication).of(this::write);
  }

  /** Writes the new images and returns the description of these alone. */
  private DatasetInfo write(OutputFolder folder, DatasetInfo former) {
    ImageIngest ingest =
        new ImageIngest(
            spark,
            source,
            request.settings(),
            request.size().map(size -> new Size(size.height(), size.width())),
            request.limit(),
            progress);
    try {
      boolean features = !request.settings().features().isEmpty();
      ImageIngest.Result result =
          ingest.run(
              former,
              (split, added, rows) ->
                  new SplitWriter(
                          spark, request.output(), IndexType.of(former, added), features, progress)
                      .write(
                          split,
                          added.images(split),
                          rows,
                          "ingest %d %s %s"
                              .formatted(added.images(split), split.id(), added.items()),
                          folder.target(split)));
      WrittenRows.checked(
          folder, request.output(), result.added().total(), storage.configuration());
      name(result.bad(), folder);
      return result.added();
    } catch (Exception e) { // Spark throws checked ones without saying so.
      throw SparkFailures.translate("Cannot ingest " + request.source(), e);
    }
  }

  /** Writes the list of bad images, including those of earlier parts. */
  private void name(Optional<byte[]> bad, OutputFolder folder) {
    Path former = new Path(request.output(), BadImages.FILE);
    if (!request.settings().appends() || !storage.exists(former)) {
      folder.extra(BadImages.FILE, bad);
    } else if (bad.isPresent()) {
      byte[] all = BadImages.joined(storage.read(former), bad.get());
      folder.extra(BadImages.FILE, Optional.of(all));
    }
  }
}
