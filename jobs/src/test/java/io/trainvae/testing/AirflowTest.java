package io.trainvae.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files that Airflow reads, checked as far as possible without Airflow. */
final class AirflowTest {
  @TempDir Path folder;

  @Test
  void theDagsFilesAreSyntacticallyRight() {
    String parse =
        "import ast, sys; [ast.parse(open(name).read(), name) for name in sys.argv[1:]]; print('parsed')";
    SubmitResult result =
        Python.run(
            folder,
            "-W",
            "error",
            "-c",
            parse,
            "train_vae_commands.py",
            "train_vae_failures.py",
            "train_vae_operator.py",
            "train_vae_plugin.py",
            "train_vae_dag.py",
            "test_train_vae_commands.py",
            "test_train_vae_dag.py");
    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stdout()).isEqualTo("parsed\n");
  }

  @Test
  void theTestsOfTheCommandLinesPass() {
    SubmitResult result = Python.run(folder, "-m", "unittest", "-v", "test_train_vae_commands");
    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stderr()).contains("test_every_parameter_has_its_place").contains("\nOK");
  }

  /** They load and run the DAG where Airflow is on the machine; elsewhere they say so. */
  @Test
  void theDagsOwnTestsPassWhereThereIsAnAirflow() {
    SubmitResult result = Python.run(folder, "-m", "unittest", "-v", "test_train_vae_dag");
    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stderr()).contains("test_order").contains("\nOK");
    result.stderr().lines().filter(line -> line.startsWith("SKIPPED")).forEach(System.err::println);
  }
}
