package io.trainvae.run;

import io.trainvae.config.ConfigLoader;
import io.trainvae.config.RunConfig;
import io.trainvae.data.DatasetInfo;
import io.trainvae.metrics.Outcome;
import io.trainvae.metrics.Summary;
import io.trainvae.run.RunFolder.Start;
import io.trainvae.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A folder for a run, and runs that were begun there. */
abstract class RunFolderFixture {
  static final DatasetInfo DATASET =
      new DatasetInfo(
          "mnist", false, 60, 10, 28, 28, 10, List.of(new DatasetInfo.SourceFile("a.gz", "ab12")));

  @TempDir Path folder;

  final Storage storage = new Storage(new Configuration(false));

  org.apache.hadoop.fs.Path root;

  @BeforeEach
  void choose() {
    root = storage.path(folder.resolve("run").toString());
  }

  void trained() throws IOException {
    RunFolder run = begun();
    Files.createDirectories(folder.resolve("run/model"));
    Files.writeString(folder.resolve("run/model/model.json"), "{}");
    SummaryFile.write(storage, run.layout().summary(), summary(1.5));
    Files.writeString(folder.resolve("run/notes.txt"), "mine");
  }

  Map<String, String> everything() throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (var files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.put(folder.relativize(file).toString(), Files.readString(file));
      }
    }
    return all;
  }

  RunFolder begun() {
    return begun(root);
  }

  RunFolder begun(org.apache.hadoop.fs.Path place) {
    return begun(storage, place);
  }

  static RunFolder begun(Storage storage, org.apache.hadoop.fs.Path root) {
    boolean again = storage.exists(new RunLayout(root).former());
    RunFolder run = RunFolder.choose(storage, root, again ? Start.OVERWRITE : Start.NEW);
    RunConfig config = new ConfigLoader(storage).load("mlp-400", List.of());
    var collector =
        new ProvenanceCollector(
            Map.of("spark", "3.5.7"),
            "nd4j-native",
            List.of("train", "--conf", "fs.s3a.secret.key=hush"));
    run.begin(config, collector.collect(RunId.of(root), root, DATASET, 0));
    return run;
  }

  static Summary.Test test(String dataset, long images) {
    return new Summary.Test(
        1.0, 1.0, 0.0, null, null, 1, "none", images, images, dataset, "fingerprint", null);
  }

  static Summary summary(double negElbo) {
    return new Summary(
        "run",
        "mlp-400",
        "trained",
        new Summary.Dataset("mnist", 60, 10, "f"),
        2,
        10,
        0,
        3,
        "nats per image",
        new Summary.Train(1.5, null, Double.POSITIVE_INFINITY, negElbo, 1.0, 2.0, 2, null),
        null,
        Outcome.FINISHED,
        "00ff");
  }
}
