package io.trainvae.data.source;

import io.trainvae.data.DatasetInfo.SourceFile;
import io.trainvae.data.Progress;
import io.trainvae.data.Split;
import io.trainvae.data.idx.IdxKind;
import io.trainvae.data.idx.IdxReader;
import io.trainvae.error.JobException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The result of one pass over every byte of the four files. With a survey, they are known to be
 * readable.
 *
 * @param classes highest label of both splits plus 1
 * @param sources the four files with their hashes
 */
public record IdxSurvey(
    int trainImages, int testImages, int height, int width, int classes, List<SourceFile> sources) {

  private static final int REPORT_EVERY = 1000;

  /** The facts of one file. */
  private record Surveyed(int count, int height, int width, int highest, SourceFile source) {}

  public int images(Split split) {
    return split == Split.TRAIN ? trainImages : testImages;
  }

  /**
   * Reads all four files, in constant memory.
   *
   * @throws JobException exit code 3 for any error in them, 4 if the storage fails
   */
  public static IdxSurvey of(IdxFiles files, Configuration conf, Progress progress) {
    // All headers come before the first body: a wrong file is reported at once.
    for (Split split : Split.REQUIRED) {
      checkCounts(files.split(split), files.form(), conf);
    }
    checkShapes(files, conf);
    List<Surveyed> all = new ArrayList<>();
    for (Split split : Split.REQUIRED) {
      all.add(read(files.split(split).images(), IdxKind.IMAGES, conf, progress));
      all.add(read(files.split(split).labels(), files.form().labels(), conf, progress));
    }
    Surveyed train = all.get(0);
    int classes = Math.max(all.get(1).highest, all.get(3).highest) + 1 - files.form().firstLabel();
    return new IdxSurvey(
        train.count,
        all.get(2).count,
        train.height,
        train.width,
        classes,
        all.stream().map(Surveyed::source).toList());
  }

  private static void checkCounts(IdxFiles.Pair pair, IdxForm form, Configuration conf) {
    try (IdxReader images = IdxReader.open(pair.images(), IdxKind.IMAGES, conf);
        IdxReader labels = IdxReader.open(pair.labels(), form.labels(), conf)) {
      if (images.count() != labels.count()) {
        throw JobException.data(
            String.format(
                "Cannot read %s: %d labels, expected %d, one for each image of %s",
                pair.labels().getName(), labels.count(), images.count(), pair.images().getName()));
      }
    }
  }

  private static void checkShapes(IdxFiles files, Configuration conf) {
    try (IdxReader train = IdxReader.open(files.train().images(), IdxKind.IMAGES, conf);
        IdxReader test = IdxReader.open(files.test().images(), IdxKind.IMAGES, conf)) {
      if (train.height() != test.height() || train.width() != test.width()) {
        throw JobException.data(
            String.format(
                "Cannot read %s: images of %dx%d, expected %dx%d as in %s",
                files.test().images().getName(),
                test.height(),
                test.width(),
                train.height(),
                train.width(),
                files.train().images().getName()));
      }
    }
  }

  private static Surveyed read(Path file, IdxKind kind, Configuration conf, Progress progress) {
    try (IdxReader reader = IdxReader.open(file, kind, conf)) {
      String unit = kind == IdxKind.IMAGES ? "images" : "labels";
      progress.begin("check " + file.getName(), reader.count(), unit);
      int highest =
          kind == IdxKind.IMAGES ? skipImages(reader, progress) : highestLabel(reader, progress);
      SourceFile source = new SourceFile(file.getName(), reader.finish());
      return new Surveyed(reader.count(), reader.height(), reader.width(), highest, source);
    } finally {
      progress.end();
    }
  }

  private static int highestLabel(IdxReader reader, Progress progress) {
    int highest = 0;
    for (int i = 0; i < reader.count(); i++) {
      int label = reader.readLabel();
      if (label < 0 || label > 0xff) {
        throw JobException.data(
            "Cannot read %s: label %d is %d, expected 0 to 255"
                .formatted(reader.file().getName(), i, label));
      }
      highest = Math.max(highest, label);
    }
    progress.reached(reader.count());
    return highest;
  }

  /** Pixels may have any value: there is nothing to look at. */
  private static int skipImages(IdxReader reader, Progress progress) {
    for (int done = 0; done < reader.count(); ) {
      int step = Math.min(REPORT_EVERY, reader.count() - done);
      reader.skip(step);
      done += step;
      progress.reached(done);
    }
    return 0;
  }
}
