package io.trainvae.ingest;

import io.trainvae.data.DatasetInfo;
import io.trainvae.data.Progress;
import io.trainvae.data.Split;
import io.trainvae.data.download.Downloader;
import io.trainvae.data.download.KnownDataset;
import io.trainvae.data.matlab.MatlabForm;
import io.trainvae.data.matlab.MatlabImages;
import io.trainvae.data.source.CifarFiles;
import io.trainvae.data.source.IdxFiles;
import io.trainvae.data.source.IdxSurvey;
import io.trainvae.data.source.PublishedFiles;
import io.trainvae.data.synthetic.SyntheticDigits;
import io.trainvae.error.JobException;
import io.trainvae.ingest.IngestRequest.Size;
import io.trainvae.ingest.images.ImageSource;
import io.trainvae.storage.Storage;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.util.SerializableConfiguration;

/**
 * The result of checking a request's source from its first byte to its last.
 *
 * @param info of the data set that it will become
 * @param inputs the files that the images come from, none if they are drawn
 * @param files IDX files, where the images come from them
 * @param cifar rows of CIFAR's files, where the images come from them
 * @param matlab the images of MATLAB's files, where they come from them
 */
record IngestSource(
    DatasetInfo info,
    List<Path> inputs,
    Optional<IdxFiles> files,
    Optional<CifarRows> cifar,
    Optional<MatlabImages> matlab) {
  static final String SYNTHETIC = "synthetic";

  static IngestSource open(
      IngestRequest request, Downloader downloader, Configuration conf, Progress progress) {
    if (request.source().equals(SYNTHETIC)) {
      return new IngestSource(
          synthetic(request), List.of(), Optional.empty(), Optional.empty(), Optional.empty());
    }
    Optional<PublishedFiles> published = PublishedFiles.of(request.source());
    if (published.filter(PublishedFiles::isCifar).isPresent()) {
      return cifar(request, published.get(), conf);
    }
    if (published.flatMap(PublishedFiles::matlab).isPresent()) {
      return matlab(request, published.get(), conf);
    }
    IdxFiles files =
        published
            .map(named -> named.idx(folder(named.place(), conf), conf))
            .orElseGet(() -> files(request.source(), downloader, conf));
    return new IngestSource(
        info(request, files.name(), IdxSurvey.of(files, conf, progress)),
        files.all(),
        Optional.of(files),
        Optional.empty(),
        Optional.empty());
  }

  private static IngestSource cifar(
      IngestRequest request, PublishedFiles published, Configuration conf) {
    refuseOtherSize(request, published, CifarFiles.SIDE);
    CifarFiles files = published.cifar(folder(published.place(), conf), conf);
    CifarRows rows = new CifarRows(files, new SerializableConfiguration(conf));
    DatasetInfo info =
        new DatasetInfo(
            files.name(),
            false,
            limited(request, rows.count(Split.TRAIN)),
            0,
            limited(request, rows.count(Split.TEST)),
            CifarFiles.SIDE,
            CifarFiles.SIDE,
            CifarFiles.CHANNELS,
            files.classes(),
            files.classNames(),
            files.sources(conf),
            List.of());
    return new IngestSource(
        info, files.test(), Optional.empty(), Optional.of(rows), Optional.empty());
  }

  private static IngestSource matlab(
      IngestRequest request, PublishedFiles published, Configuration conf) {
    MatlabForm form = published.matlab().orElseThrow();
    refuseOtherSize(request, published, form.side());
    Path folder = folder(published.place(), conf);
    MatlabImages images = MatlabImages.read(folder, form, conf);
    DatasetInfo info =
        new DatasetInfo(
            form.id(),
            false,
            limited(request, images.count(Split.TRAIN)),
            limited(request, images.count(Split.VALIDATION)),
            limited(request, images.count(Split.TEST)),
            form.side(),
            form.side(),
            form.channels(),
            form.classes(),
            images.classNames(),
            images.sources(),
            List.of());
    List<Path> inputs =
        images.sources().stream().map(source -> new Path(folder, source.file())).toList();
    return new IngestSource(info, inputs, Optional.empty(), Optional.empty(), Optional.of(images));
  }

  private static void refuseOtherSize(IngestRequest request, PublishedFiles published, int side) {
    request
        .size()
        .filter(size -> !size.equals(new Size(side, side)))
        .ifPresent(
            size -> {
              throw JobException.usage(
                  "Cannot resize %s to %dx%d: expected its own %dx%d"
                      .formatted(published.name(), size.height(), size.width(), side, side));
            });
  }

  private static DatasetInfo synthetic(IngestRequest request) {
    Size size = request.size().orElse(new Size(SyntheticDigits.SIDE, SyntheticDigits.SIDE));
    return new DatasetInfo(
        request.seed() == 0 ? SYNTHETIC : "%s-seed-%d".formatted(SYNTHETIC, request.seed()),
        true,
        limited(request, SyntheticDigits.defaultCount(Split.TRAIN)),
        limited(request, SyntheticDigits.defaultCount(Split.TEST)),
        size.height(),
        size.width(),
        SyntheticDigits.CLASSES,
        List.of());
  }

  private static DatasetInfo info(IngestRequest request, String name, IdxSurvey survey) {
    Size size = request.size().orElse(new Size(survey.height(), survey.width()));
    return new DatasetInfo(
        name,
        false,
        limited(request, survey.trainImages()),
        limited(request, survey.testImages()),
        size.height(),
        size.width(),
        survey.classes(),
        survey.sources());
  }

  private static long limited(IngestRequest request, long count) {
    return request.limit().isPresent() ? Math.min(count, request.limit().getAsInt()) : count;
  }

  private static IdxFiles files(String source, Downloader downloader, Configuration conf) {
    Optional<KnownDataset> known = KnownDataset.named(source);
    if (known.isPresent()) {
      Path folder = new Path(downloader.fetch(known.get()).toUri());
      return IdxFiles.in(folder, source, conf);
    }
    Path folder = folder(source, conf);
    return IdxFiles.in(folder, folder.getName(), conf);
  }

  /** A bare path is local, whichever the default file system is. */
  private static Path folder(String source, Configuration conf) {
    Storage storage = new Storage(conf);
    Path folder = storage.path(source);
    if (!source.contains("/") && !storage.exists(folder)) {
      throw JobException.usage(
          "Unknown source "
              + source
              + ": expected synthetic, "
              + String.join(", ", KnownDataset.names())
              + ", an existing folder, a URI, or one after "
              + ImageSource.kinds()
              + ", "
              + PublishedFiles.names());
    }
    storage.preflightRead(folder);
    return folder;
  }
}
