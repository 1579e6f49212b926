package io.trainvae.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.trainvae.train.StopSignal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("long")
class InterruptionTest {

  /** A process that works until it is asked to stop, or until a task runs out of memory. */
  static final class Endless {
    public static void main(String[] args) {
      StopSignal stop = new StopSignal();
      Interruption.install(stop, System.err);
      boolean fails = args.length > 0;
      try {
        new SparkSessions()
            .run(
                "endless",
                jobs -> {
                  System.out.println("working");
                  var spark = new JavaSparkContext(SparkSession.active().sparkContext());
                  VoidFunction<Integer> task = number -> work(fails);
                  spark.parallelize(List.of(1, 2), 2).foreach(task);
                  return null;
                });
      } catch (Exception e) {
        // Scala throws checked exceptions without saying so.
        System.err.println("The work failed");
        stop.end();
        System.exit(stop.requested() ? 130 : 1);
      }
    }

    private static void work(boolean fails) throws InterruptedException {
      if (fails) {
        throw new OutOfMemoryError("of a test");
      }
      Thread.sleep(600_000);
    }
  }

  private static Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(argument -> argument.startsWith("--add-opens"))
            .collect(Collectors.toList()));
    command.addAll(
        List.of(
            "-Dspark.master=local[2]",
            "-Dspark.ui.enabled=false",
            "-cp",
            System.getProperty("java.class.path"),
            Endless.class.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  @Test
  void aTaskOutOfMemoryIsAFailureThatTheMainThreadRecords() throws Exception {
    Process process = start("fail");
    try (BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      List<String> lines = output.lines().toList();
      assertThat(lines)
          .contains("The work failed")
          .noneMatch(line -> line.startsWith("Interrupted"))
          .noneMatch(line -> line.contains("Spark ended this process"));
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(1);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aTerminatedProcessStopsSparkQuietlyAndEndsWith130() throws Exception {
    Process process = start();
    try (BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      assertThat(output.lines().filter("working"::equals).findFirst()).isPresent();
      Thread.sleep(1000);
      // Process.destroy() would close the streams, too.
      process.toHandle().destroy();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      List<String> rest = output.lines().toList();
      assertThat(rest).contains("Interrupted, stopping");
      assertThat(rest).noneMatch(line -> line.startsWith("\tat "));
      assertThat(process.exitValue()).isEqualTo(130);
    } finally {
      process.destroyForcibly();
    }
  }
}
