package io.trainvae.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.config.ConfigLoader;
import io.trainvae.config.RunConfig;
import io.trainvae.data.DatasetInfo;
import io.trainvae.data.Progress;
import io.trainvae.data.Split;
import io.trainvae.lease.Lease;
import io.trainvae.metrics.Summary;
import io.trainvae.run.ProvenanceCollector;
import io.trainvae.run.RunFolder;
import io.trainvae.run.RunId;
import io.trainvae.storage.Storage;
import io.trainvae.train.ResumePoint;
import io.trainvae.train.RunGuard;
import io.trainvae.train.RunStarter;
import io.trainvae.train.StopSignal;
import io.trainvae.train.TrainJob;
import io.trainvae.train.TrainRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Images that are added to a data set. */
class AppendTest extends ImageFolderFixture {

  @Test
  @Tag("long")
  void newImagesBecomeANewPart() throws IOException {
    image("first/a/1.png", RED);
    image("first/c/2.png", GREEN);
    image("more/b/3.png", BLUE);
    image("more/c/4.png", 0x101010);
    Map<String, String> settings = Map.of("test-fraction", "0");
    DatasetInfo small = ingest("images:" + at("first"), settings);
    List<String> rows = colours(small, Split.TRAIN, 0);
    Map<String, Long> files = files();

    DatasetInfo grown = append("images:" + at("more"), settings);

    assertThat(grown.classNames()).containsExactly("a", "c", "b");
    assertThat(grown.trainImages()).isEqualTo(4);
    assertThat(grown.parts()).extracting(DatasetInfo.Part::trainImages).containsExactly(2L, 2L);
    assertThat(grown.sources()).hasSize(2).containsAll(small.sources());
    assertThat(colours(grown, Split.TRAIN, 0).subList(0, 2)).isEqualTo(rows);
    assertThat(colours(grown, Split.TRAIN, 0).subList(2, 4))
        .containsExactlyInAnyOrder("2 " + BLUE, "1 " + 0x101010);
    assertThat(files()).hasSize(2).containsAllEntriesOf(files);
    assertThat(ParquetDataset.open(spark, output()).images(Split.TRAIN).count()).isEqualTo(4);
  }

  @Test
  @Tag("long")
  void aRefusedPartLeavesTheDataSetAsItWas() throws IOException {
    image("first/a/1.png", RED);
    image("more/a/2.png", BLUE);
    Files.writeString(folder.resolve("more/a/3.png"), "no image");
    Map<String, String> settings = Map.of("test-fraction", "0");
    DatasetInfo small = ingest("images:" + at("first"), settings);
    Map<String, Long> files = files();
    assertThatThrownBy(() -> append("images:" + at("more"), settings))
        .hasMessageContaining("Cannot read 1 of the images");
    assertThat(ParquetDataset.open(spark, output()).info()).isEqualTo(small);
    assertThat(files()).isEqualTo(files);
    assertThat(ParquetDataset.open(spark, output()).images(Split.TRAIN).count()).isEqualTo(1);

    // As a killed process leaves it: rows that no list names.
    Path part = folder.resolve("out/split=train");
    Path written = part.resolve(files.keySet().iterator().next());
    Files.copy(written, part.resolve("part-killed.parquet"));
    assertThat(ParquetDataset.open(spark, output()).images(Split.TRAIN).count()).isEqualTo(1);
    Files.delete(folder.resolve("more/a/3.png"));
    assertThat(append("images:" + at("more"), settings).trainImages()).isEqualTo(2);
    assertThat(files()).doesNotContainKey("part-killed.parquet");
  }

  @Test
  void appendingNeedsADataSetAndImages() throws IOException {
    image("more/a/2.png", BLUE);
    assertThatThrownBy(() -> append("images:" + at("more"), Map.of()))
        .hasMessageEndingWith("it has no dataset.json; run ingest first");
    assertThatThrownBy(() -> append("synthetic", Map.of()))
        .hasMessageStartingWith("Cannot append synthetic: expected files or a table of images");
  }

  @Test
  @Tag("long")
  void aRepeatedAppendAddsNothing() throws IOException {
    image("first/a/1.png", RED);
    image("more/a/2.png", BLUE);
    Map<String, String> settings = Map.of("test-fraction", "0");
    ingest("images:" + at("first"), settings);
    DatasetInfo grown = append("images:" + at("more"), settings);
    Map<String, Long> files = files();
    for (String again : List.of("more", "first")) {
      notices.clear();
      assertThat(append("images:" + at(again), settings)).isEqualTo(grown);
      assertThat(notices)
          .containsExactly("Nothing added: %s has the same images already".formatted(output()));
      assertThat(files()).isEqualTo(files);
    }
  }

  @Test
  @Tag("long")
  void badImagesOfAllPartsStayNamed() throws IOException {
    image("first/a/1.png", RED);
    Files.writeString(folder.resolve("first/a/bad.png"), "no image");
    image("more/a/2.png", BLUE);
    Files.writeString(folder.resolve("more/a/worse.png"), "no image");
    image("last/a/3.png", GREEN);
    Map<String, String> settings = Map.of("test-fraction", "0", "on-bad-image", "skip");
    ingest("images:" + at("first"), settings);
    append("images:" + at("more"), settings);
    append("images:" + at("last"), settings);
    assertThat(Files.readAllLines(folder.resolve("out/bad-images.csv")))
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo("image,reason"),
            line -> assertThat(line).startsWith("\"a/bad.png\","),
            line -> assertThat(line).startsWith("\"a/worse.png\","));
  }

  @Test
  @Tag("long")
  void badImagesAreNamedWithThePublication() throws IOException {
    image("first/a/1.png", RED);
    image("more/a/2.png", BLUE);
    Files.writeString(folder.resolve("more/a/worse.png"), "no image");
    Map<String, String> settings = Map.of("test-fraction", "0", "on-bad-image", "skip");
    ingest("images:" + at("first"), settings);
    IngestRequest more =
        request("images:" + at("more"), settings, OptionalInt.empty(), Optional.empty());
    IngestJob job = new IngestJob(spark, more.appending(), Progress.SILENT);
    assertThatThrownBy(
            () ->
                job.execute(
                    info -> {
                      throw new IllegalStateException("before it is published");
                    }))
        .hasMessage("before it is published");
    assertThat(folder.resolve("out/bad-images.csv")).doesNotExist();
    job.execute();
    assertThat(folder.resolve("out/bad-images.csv")).content().contains("a/worse.png");
  }

  @Test
  @Tag("long")
  void idxFilesAreAppendedAtTheSizeOfTheDataSet() throws IOException {
    IdxFolder.small(at("first"));
    IdxFolder.small(at("more"));
    Files.write(at("more/train-images-idx3-ubyte.gz"), IdxFolder.gzip(IdxFolder.images(4)));
    Files.write(at("more/train-labels-idx1-ubyte.gz"), IdxFolder.gzip(IdxFolder.labels(4)));
    ingest(
        at("first").toString(),
        Map.of(),
        OptionalInt.empty(),
        Optional.of(new IngestRequest.Size(2, 2)));
    Map<String, Long> files = files();
    List<Row> before = ParquetDataset.open(spark, output()).images(Split.TRAIN).collect();

    DatasetInfo grown = append(at("more").toString(), Map.of());
    assertThat(grown.size()).isEqualTo("2x2");
    assertThat(grown.parts()).extracting(DatasetInfo.Part::trainImages).containsExactly(7L, 4L);
    assertThat(grown.parts()).extracting(DatasetInfo.Part::testImages).containsExactly(3L, 3L);
    assertThat(files()).hasSize(2).containsAllEntriesOf(files);
    List<Row> rows =
        ParquetDataset.open(spark, output()).images(Split.TRAIN).collect().stream()
            .sorted(Comparator.comparingLong(row -> row.getLong(0)))
            .toList();
    assertThat(rows)
        .extracting(row -> row.getLong(0))
        .isEqualTo(LongStream.range(0, 11).boxed().toList());
    for (int i = 0; i < 4; i++) {
      // The same images as the first four of the part before.
      assertThat(rows.get(7 + i).getInt(1)).isEqualTo(rows.get(i).getInt(1));
      assertThat(rows.get(7 + i).<byte[]>getAs(2)).isEqualTo(rows.get(i).<byte[]>getAs(2));
    }
    assertThat(before).hasSize(7);
    assertThat(append(at("more").toString(), Map.of())).isEqualTo(grown);
    assertThat(notices).last().asString().startsWith("Nothing added: ");

    image("colour/a/1.png", RED);
    IngestRequest other =
        request(
            at("first").toString(),
            Map.of(),
            OptionalInt.empty(),
            Optional.of(new IngestRequest.Size(3, 3)));
    assertThatThrownBy(() -> run(other.appending()))
        .hasMessage("Cannot append images of size 3x3: the data set has 2x2");
    ingest("images:" + at("colour"), Map.of("test-fraction", "0"));
    assertThatThrownBy(() -> append(at("first").toString(), Map.of()))
        .hasMessageContaining(
            ": its images are 6x8 with numbered classes, expected 6x8x3 with classes a");
  }

  /** A user who trains every day on the new images. */
  @Test
  @Tag("long")
  void aTrainingGoesOnWithADataSetThatGrew() throws IOException {
    for (int i = 0; i < 12; i++) {
      image("first/a/%d.png".formatted(i), 0x111111 * i);
      image("more/b/%d.png".formatted(i), 0x101000 * i);
    }
    Map<String, String> settings = Map.of("test-fraction", "0.3");
    ingest("images:" + at("first"), settings);
    Summary before = train(1);
    DatasetInfo grown = append("images:" + at("more"), settings);
    notices.clear();
    Summary after = train(2);
    assertThat(notices).singleElement().asString().contains("grew");
    assertThat(after.epochs()).isEqualTo(2);
    assertThat(after.dataset().trainImages())
        .isEqualTo(grown.trainImages())
        .isGreaterThan(before.dataset().trainImages());

    assertThat(merge().after()).isEqualTo(2);
    notices.clear();
    assertThat(train(3).epochs()).isEqualTo(3);
    assertThat(notices).isEmpty();
  }

  private Summary train(int epochs) {
    Storage storage = new Storage(new Configuration());
    Path root = folder.resolve("run");
    RunFolder run =
        RunFolder.choose(storage, storage.path(root.toString()), RunFolder.Start.RESUME);
    RunConfig config =
        new ConfigLoader(storage)
            .load(
                "mlp-400",
                List.of(
                    "train.epochs=" + epochs, "train.workers=1", "decode.epoch-pictures=false"));
    DatasetInfo info = ParquetDataset.open(spark, output()).info();
    ResumePoint from = ResumePoint.find(storage, run, config, info, notices::add);
    TrainRequest request =
        new TrainRequest(from.config(), output(), run.layout().root(), from.start());
    var provenance =
        new ProvenanceCollector(Map.of(), "test", List.of())
            .collect(RunId.of(run.layout().root()), output(), info, 0);
    try (Lease lease = run.claim(RunFolder.Start.RESUME, notices::add)) {
      var beginning = new RunStarter(run, lease, from.config(), provenance, from.start());
      return new TrainJob(
              spark,
              request,
              List.of(beginning),
              new RunGuard(Optional.of(lease), new StopSignal()))
          .execute();
    }
  }

  private Map<String, Long> files() throws IOException {
    try (var files = Files.list(folder.resolve("out/split=train"))) {
      Map<String, Long> sizes = new HashMap<>();
      for (Path file : files.filter(f -> f.toString().endsWith(".parquet")).toList()) {
        sizes.put(file.getFileName().toString(), Files.getLastModifiedTime(file).toMillis());
      }
      return sizes;
    }
  }
}
