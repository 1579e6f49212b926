package io.trainvae.ingest;

import io.trainvae.data.DatasetInfo;
import io.trainvae.data.DatasetJson;
import io.trainvae.data.Progress;
import io.trainvae.data.Split;
import io.trainvae.data.image.ImageDecoder.Size;
import io.trainvae.ingest.images.BadImages;
import io.trainvae.ingest.images.ImageIngest;
import io.trainvae.ingest.images.ImageSource;
import io.trainvae.output.OutputFolder;
import io.trainvae.session.CommitProtocol;
import io.trainvae.storage.Overlap;
import io.trainvae.storage.Redaction;
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
    return request.settings().appends() ? append(beforePublication) : make(beforePublication);
  }

  private DatasetInfo make(Consumer<DatasetInfo> beforePublication) {
    try (OutputFolder folder =
        OutputFolder.claim(storage, request.output(), new DatasetOutput(), progress::notice)) {
      DatasetInfo info = write(folder, null);
      beforePublication.accept(info);
      folder.publish(files -> DatasetJson.bytes(info, files));
      return info;
    }
  }

  private DatasetInfo append(Consumer<DatasetInfo> beforePublication) {
    DatasetJson.read(request.output(), storage.configuration());
    try (OutputFolder folder =
        OutputFolder.claimToAppend(
            storage, request.output(), new DatasetOutput(), progress::notice)) {
      GrownDataset there = GrownDataset.open(storage, request.output());
      there.listFiles();
      DatasetInfo added = write(folder, there.info());
      if (there.has(added)) {
        progress.notice(
            "Nothing added: %s has the same images already".formatted(request.output()));
        return there.info();
      }
      DatasetInfo info = there.with(added, Redaction.text(request.source()));
      beforePublication.accept(info);
      folder.publish(files -> DatasetJson.bytes(info, there.with(files)));
      return info;
    }
  }

  /** Of what was written, without what was there. */
  private DatasetInfo write(OutputFolder folder, DatasetInfo former) {
    ImageIngest ingest =
        new ImageIngest(
            spark,
            source,
            request.settings(),
            request.size().map(size -> new Size(size.height(), size.width())),
            request.limit(),
            progress);
    try (CommitProtocol committed = CommitProtocol.of(spark, request.output())) {
      SplitWriter writer = new SplitWriter(spark, request.output(), progress);
      ImageIngest.Result result =
          ingest.run(
              former,
              (split, images, rows) ->
                  writer.write(
                      split,
                      images,
                      rows,
                      "ingest %d %s images".formatted(images, split.id()),
                      folder.target(split)));
      WrittenRows.checked(
          folder, request.output(), result.added().total(), storage.configuration());
      name(result.bad(), new Path(folder.target(Split.TRAIN).getParent(), BadImages.FILE));
      return result.added();
    } catch (Exception e) { // Spark throws checked ones without saying so.
      throw SparkFailures.translate("Cannot ingest " + request.source(), e);
    }
  }

  /** Those of the parts before stay named. */
  private void name(Optional<byte[]> bad, Path file) {
    boolean keeps = request.settings().appends() && storage.exists(file);
    if (bad.isPresent()) {
      byte[] table = bad.get();
      storage.writeDurably(file, keeps ? BadImages.joined(storage.read(file), table) : table);
    } else if (!keeps) {
      storage.delete(file);
    }
  }
}
