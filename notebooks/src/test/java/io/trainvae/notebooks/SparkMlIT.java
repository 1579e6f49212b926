package io.trainvae.notebooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainvae.notebooks.SparkShell.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.zeppelin.display.GUI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Types the examples of the documents into Spark's shell, and checks their results. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a bash script")
final class SparkMlIT {
  private static final Pattern SCALA = Pattern.compile("```scala\n(.*?)```", Pattern.DOTALL);

  @TempDir Path folder;
  @TempDir Path classes;

  private static List<String> examples(String document) throws IOException {
    return SCALA
        .matcher(Files.readString(Path.of("..").resolve(document)))
        .results()
        .map(match -> match.group(1))
        .toList();
  }

  private String type(SparkShell shell, String example) {
    Outcome outcome =
        shell.run(example.replaceAll("\"(models|runs|data)/", "\"" + folder + "/$1/"), new GUI());
    assertThat(outcome.success()).as(outcome.text()).isTrue();
    return outcome.text();
  }

  @Test
  void theExamplesOfTheDocumentsWork() throws IOException {
    try (SparkShell shell = new SparkShell(classes, Map.of())) {
      String table = type(shell, only(examples("README.md")));
      // The four odd rows come first.
      assertThat(table.lines().filter(line -> line.matches("\\|(1|501|1001|1501) *\\|.*")))
          .as(table)
          .hasSize(4);
      assertThat(folder.resolve("models/table/metadata")).isDirectory();
      List<String> page = examples("deploy/spark-ml/README.md");
      assertThat(type(shell, page.get(0))).containsPattern("^[01]\\.\\d+ [01]\\.\\d+\n");
      TrainedRuns runs = TrainedRuns.one(Files.createDirectory(folder.resolve("runs")));
      Files.move(runs.first(), folder.resolve("runs/mnist"));
      Path arriving = Files.createDirectories(folder.resolve("data/arriving"));
      try (var parts =
          Files.newDirectoryStream(folder.resolve("runs/mnist/data/split=test"), "*.parquet")) {
        for (Path part : parts) {
          Files.copy(part, arriving.resolve(part.getFileName()));
        }
      }
      type(shell, page.get(1));
      String count = type(shell, "println(spark.read.parquet(\"data/scored\").count())");
      assertThat(count).contains("300");
    }
  }

  private static String only(List<String> examples) {
    assertThat(examples).hasSize(1);
    return examples.get(0);
  }
}
