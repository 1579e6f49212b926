package io.trainvae.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import java.io.IOException;
import java.util.List;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class FailureTest {

  @Test
  void causesAreNamed() {
    var thrown = new IllegalStateException("outer\nmore", new ArithmeticException("/ by zero"));
    assertThat(Failure.of(thrown))
        .isEqualTo(
            new Failure(
                ExitCode.FAILED,
                "Failed: IllegalStateException: outer, because of ArithmeticException: / by zero"));
    assertThat(Failure.of(new NullPointerException()).message())
        .isEqualTo("Failed: NullPointerException");
  }

  @Test
  void whatIsKnownDeepInsideDecides() {
    var known = JobException.data("Cannot read x");
    assertThat(Failure.of(new RuntimeException(new Exception(known))))
        .isEqualTo(new Failure(ExitCode.DATA, "Cannot read x"));
    var full = new RuntimeException("write", new IOException("No space left on device"));
    assertThat(Failure.of(full))
        .isEqualTo(
            new Failure(
                ExitCode.STORAGE,
                "Cannot use the storage: the disk or quota is full (No space left on device)"));
    assertThat(Failure.of(new RuntimeException(new InterruptedException())).exitCode())
        .isEqualTo(ExitCode.INTERRUPTED);
    assertThat(Failure.of(new OutOfMemoryError("Java heap space")).message())
        .isEqualTo(
            "Out of memory (Java heap space): give more with --driver-memory or --executor-memory");
    assertThat(
            Failure.of(
                    new IllegalStateException(
                        new SparkException(
                            "Job aborted.\nReason: java.lang.OutOfMemoryError: Java heap space\n\tat a.B",
                            null)))
                .message())
        .startsWith("Out of memory (Java heap space): ");
  }

  @Test
  void secretsAreNotShown() {
    assertThat(Failure.of(new IOException("at http://me:pw@host/x")).message())
        .isEqualTo("Failed: IOException: at http://(redacted)@host/x");
  }

  @Test
  void anExecutorsExceptionThatIsOnlyTextIsFound() {
    var thrown =
        new SparkException(
            """
            Job aborted due to stage failure: Task 0 in stage 1.0 failed 4 times, most recent \
            failure: Lost task 0.3 (TID 1) (host executor 1): io.trainvae.error.JobException (exit code 3): Cannot use image 7
            \tat io.trainvae.train.Worker.run(Worker.java:1)
            """);
    assertThat(Failure.of(thrown)).isEqualTo(new Failure(ExitCode.DATA, "Cannot use image 7"));
  }

  @Test
  void whatAnExecutorThrowsArrivesWithItsExitCode() {
    QuietLogs.install();
    SparkSession spark =
        SparkSession.builder()
            .config(SparkSessions.configuration("test"))
            .config("spark.master", "local[2]")
            .config("spark.ui.enabled", "false")
            .getOrCreate();
    try (JavaSparkContext context = new JavaSparkContext(spark.sparkContext())) {
      VoidFunction<Integer> task =
          number -> {
            throw JobException.data("Cannot use image " + number);
          };
      var thrown = catchThrowable(() -> context.parallelize(List.of(7), 1).foreach(task));
      assertThat(thrown).hasMessageContaining("Job aborted due to stage failure");
      assertThat(Failure.of(thrown)).isEqualTo(new Failure(ExitCode.DATA, "Cannot use image 7"));
    }
  }
}
