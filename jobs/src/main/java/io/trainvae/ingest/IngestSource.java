package io.trainvae.ingest;

import io.trainvae.data.DatasetInfo;
import io.trainvae.data.Progress;
import io.trainvae.data.Split;
import io.trainvae.data.download.Downloader;
import io.trainvae.data.download.KnownDataset;
import io.trainvae.data.source.IdxFiles;
import io.trainvae.data.source.IdxSurvey;
import io.trainvae.data.synthetic.SyntheticDigits;
import io.trainvae.error.JobException;
import io.trainvae.ingest.IngestRequest.Size;
import io.trainvae.ingest.images.ImageSource;
import io.trainvae.storage.Storage;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * What a request's source turned out to be, checked from its first byte to its last.
 *
 * @param info of the data set that it will become
 * @param files that the images come from, none if they are drawn
 */
record IngestSource(DatasetInfo info, Optional<IdxFiles> files) {
  static final String SYNTHETIC = "synthetic";

  static IngestSource open(
      IngestRequest request, Downloader downloader, Configuration conf, Progress progress) {
    if (request.source().equals(SYNTHETIC)) {
      return new IngestSource(synthetic(request), Optional.empty());
    }
    IdxFiles files = files(request.source(), downloader, conf);
    return new IngestSource(
        info(request, files.name(), IdxSurvey.of(files, conf, progress)), Optional.of(files));
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

  private static int limited(IngestRequest request, int count) {
    return Math.min(count, request.limit().orElse(count));
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

  /** A bare path is local, whatever the default file system is. */
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
              + ImageSource.kinds());
    }
    storage.preflightRead(folder);
    return folder;
  }
}
