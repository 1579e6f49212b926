package io.trainvae.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.trainvae.ml.VariationalAutoencoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.param.Param;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The PySpark module, by a real PySpark where {@code python3} has one. */
final class PythonStageIT {
  private static final Path SCRIPTS = ProjectFiles.root().resolve("deploy/python");

  @TempDir Path folder;

  @Test
  void everyParamIsThereWithItsDefault() throws IOException {
    String module = Files.readString(SCRIPTS.resolve("trainvae.py"));
    VariationalAutoencoder stage = new VariationalAutoencoder();
    for (Param<?> param : stage.params()) {
      String python = python(stage.getDefault(param).get());
      assertThat(module)
          .contains("    %s = Param(Params._dummy(), \"%s\",".formatted(param.name(), param.name()))
          .contains("            %s=%s,\n".formatted(param.name(), python));
    }
  }

  private static String python(Object value) {
    if (value instanceof String text) {
      return "\"" + text + "\"";
    }
    if (value instanceof Boolean truth) {
      return truth ? "True" : "False";
    }
    return value instanceof String[] ? "[]" : value.toString();
  }

  @Test
  void trainsSavesAndLoadsInPySpark() {
    assumeTrue(
        Python.run(folder, "-c", "import pyspark").exitCode() == 0,
        "SKIPPED: python3 has no pyspark, so deploy/python/trainvae.py is not run");
    LoggedProcess submit =
        LoggedProcess.start(
            "pyspark",
            List.of(
                "spark-submit",
                "--master",
                "local[2]",
                "--jars",
                ProjectFiles.jobJar().toString(),
                "--py-files",
                SCRIPTS.resolve("trainvae.py").toString(),
                SCRIPTS.resolve("try_trainvae.py").toString(),
                folder.toString()),
            Map.of(),
            folder,
            folder);
    assertThat(submit.awaitEnd(Duration.ofMinutes(5))).as(submit.err()).isZero();
    assertThat(submit.out()).contains("done");
  }
}
