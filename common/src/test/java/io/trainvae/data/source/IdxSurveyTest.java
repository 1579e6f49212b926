package io.trainvae.data.source;

import static io.trainvae.data.idx.IdxBytes.concat;
import static io.trainvae.data.idx.IdxBytes.gzip;
import static io.trainvae.data.idx.IdxBytes.images;
import static io.trainvae.data.idx.IdxBytes.labels;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.data.DatasetInfo.SourceFile;
import io.trainvae.data.Progress;
import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxSurveyTest {
  private final Configuration conf = new Configuration();
  private final byte[] trainImages = gzip(images(2500, 4, 3));

  @TempDir java.nio.file.Path folder;

  @BeforeEach
  void fourFiles() throws IOException {
    put("train-images-idx3-ubyte.gz", trainImages);
    put("train-labels.idx1-ubyte", labels(2500, 3));
    put("t10k-images.idx3-ubyte.gz", gzip(images(20, 4, 3)));
    put("t10k-labels-idx1-ubyte", labels(20, 5));
  }

  @Test
  void findsOutEverything() {
    List<String> events = new ArrayList<>();
    IdxSurvey survey = IdxSurvey.of(files(), conf, recorder(events));
    assertThat(survey.trainImages()).isEqualTo(2500);
    assertThat(survey.testImages()).isEqualTo(20);
    assertThat(survey.height()).isEqualTo(4);
    assertThat(survey.width()).isEqualTo(3);
    assertThat(survey.classes()).isEqualTo(5);
    assertThat(survey.sources())
        .extracting(SourceFile::file)
        .containsExactly(
            "train-images-idx3-ubyte.gz",
            "train-labels.idx1-ubyte",
            "t10k-images.idx3-ubyte.gz",
            "t10k-labels-idx1-ubyte");
    assertThat(survey.sources().get(0).sha256()).isEqualTo(DigestUtils.sha256Hex(trainImages));
    assertThat(events)
        .startsWith("check train-images-idx3-ubyte.gz 2500 images", "1000", "2000", "2500", "end")
        .endsWith("check t10k-labels-idx1-ubyte 20 labels", "20", "end");
  }

  @Test
  void theUnpackedFileIsTakenWhereBothAre() throws IOException {
    put("train-images-idx3-ubyte", images(2500, 4, 3));
    assertThat(files().train().images().getName()).isEqualTo("train-images-idx3-ubyte");
  }

  @Test
  void refusesLabelsThatDoNotMatch() throws IOException {
    put("t10k-labels-idx1-ubyte", labels(19, 5));
    assertRefused(
        "Cannot read t10k-labels-idx1-ubyte: 19 labels, expected 20, one for each image of"
            + " t10k-images.idx3-ubyte.gz");
  }

  @Test
  void refusesSplitsOfDifferentSizes() throws IOException {
    put("t10k-images.idx3-ubyte.gz", gzip(images(20, 3, 4)));
    assertRefused(
        "Cannot read t10k-images.idx3-ubyte.gz: images of 3x4, expected 4x3 as in"
            + " train-images-idx3-ubyte.gz");
  }

  @Test
  void refusesTrailingBytesOfTheLastFile() throws IOException {
    put("t10k-labels-idx1-ubyte", concat(labels(20, 5), new byte[2]));
    assertRefused("Cannot read t10k-labels-idx1-ubyte: bytes follow the last of its 20 labels");
  }

  @Test
  void namesAllMissingFilesAtOnce() throws IOException {
    Files.delete(folder.resolve("train-labels.idx1-ubyte"));
    Files.delete(folder.resolve("t10k-images.idx3-ubyte.gz"));
    assertThatThrownBy(this::files)
        .isInstanceOf(JobException.class)
        .hasMessageEndingWith(
            ": it has no train-labels-idx1-ubyte, no t10k-images-idx3-ubyte (with .gz or without)");
  }

  @Test
  void refusesAFileAndNothing() {
    Path file = new Path(folder.resolve("t10k-labels-idx1-ubyte").toUri());
    assertThatThrownBy(() -> IdxFiles.in(file, "x", conf))
        .hasMessageEndingWith("t10k-labels-idx1-ubyte: it is a file, expected a folder");
    assertThatThrownBy(() -> IdxFiles.in(new Path(file.getParent(), "absent"), "x", conf))
        .hasMessageEndingWith("absent: no such folder");
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> IdxSurvey.of(files(), conf, Progress.SILENT))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
        .hasMessage(message);
  }

  private IdxFiles files() {
    return IdxFiles.in(new Path(folder.toUri()), "test", conf);
  }

  private void put(String name, byte[] content) throws IOException {
    Files.write(folder.resolve(name), content);
  }

  private static Progress recorder(List<String> events) {
    return new Progress() {
      @Override
      public void begin(String task, long total, String unit) {
        events.add(task + " " + total + " " + unit);
      }

      @Override
      public void reached(long done) {
        events.add(String.valueOf(done));
      }

      @Override
      public void end() {
        events.add("end");
      }
    };
  }
}
