package io.trainvae.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.device.Backend;
import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import io.trainvae.testing.LocalSpark;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class GpusTest {
  private static final Backend CPU = new Backend("nd4j-native", true);
  private static final Backend CUDA = new Backend("nd4j-cuda", false);
  private static final String EXPECTED =
      ": expected --conf spark.executor.resource.gpu.amount=1 --conf spark.task.resource.gpu.amount=1,"
          + " one GPU to an executor and one worker to a GPU";

  @Test
  void settingsThatSparkWouldWaitForAreRefused() {
    assertRefused(
        conf("spark://h:1", "2", "1"),
        CUDA,
        "Cannot use GPUs with spark.executor.resource.gpu.amount=2" + EXPECTED);
    assertRefused(
        conf("spark://h:1", "1", "0.5"),
        CUDA,
        "Cannot use GPUs with spark.task.resource.gpu.amount=0.5" + EXPECTED);
    assertRefused(
        conf("yarn", "1", null),
        CUDA,
        "Cannot use GPUs with no spark.task.resource.gpu.amount" + EXPECTED);
    assertRefused(
        conf("local[2]", "1", "1"),
        CUDA,
        "Cannot use GPUs of Spark with a local master: it hands none out; leave"
            + " spark.executor.resource.gpu.amount and spark.task.resource.gpu.amount away");
    assertRefused(
        conf("spark://h:1", null, null),
        CUDA,
        "Cannot use GPUs: this jar computes on them, and Spark was not asked for any; "
            + EXPECTED.substring(2));
  }

  @Test
  void settingsThatFitAreTaken() {
    assertTaken(conf("spark://h:1", "1", "1"), CUDA);
    assertTaken(conf("spark://h:1", "1", "1"), CPU);
    assertTaken(conf("spark://h:1", null, null), CPU);
    assertTaken(conf("local[2]", null, null), CUDA);
  }

  @Test
  void waitsForExecutorsThatComeOneByOne() {
    Iterator<Integer> met = List.of(0, 1, 1, 2, 9).iterator();
    assertThat(new Gpus(met::next, false, Duration.ofMinutes(1)).enoughFor(2)).isEqualTo(2);
  }

  @Test
  void tooFewGpusAreToldAndNotWaitedForForever() {
    assertThatThrownBy(() -> new Gpus(() -> 2, false, Duration.ZERO).enoughFor(3))
        .isInstanceOf(JobException.class)
        .hasMessage(
            "Cannot train 3 workers on 2 GPUs: expected a GPU for each; use --workers 2, or give the"
                + " application more GPUs");
    assertThatThrownBy(() -> new Gpus(() -> 0, true, Duration.ZERO).enoughFor(0))
        .isInstanceOf(JobException.class)
        .hasMessage(
            "Cannot train on GPUs: no executor with a GPU within 0 s, expected machines that declare"
                + " some; see deploy/gpu/README.md, and"
                + " spark.scheduler.maxRegisteredResourcesWaitingTime to wait longer");
    assertThat(new Gpus(() -> 2, true, Duration.ZERO).enoughFor(3)).isEqualTo(2);
  }

  @Test
  void nd4jIsBoundToTheTasksAddress() {
    Recorded nd4j = new Recorded(4);
    TaskGpu.bind("3", CUDA, nd4j);
    assertThat(nd4j.bound).hasValue(3);
  }

  @Test
  void addressesThatNd4jCannotUseAreTold() {
    Recorded nd4j = new Recorded(2);
    assertThatThrownBy(() -> TaskGpu.bind("2", CUDA, nd4j))
        .hasMessage(
            "Cannot bind GPU 2, which Spark gave to the task: ND4J sees 2, expected 0 to 1; is"
                + " CUDA_VISIBLE_DEVICES set where the discovery script ignores it?");
    assertThatThrownBy(() -> TaskGpu.bind("GPU-5e1f", CUDA, nd4j))
        .hasMessage(
            "Cannot bind GPU \"GPU-5e1f\", which Spark gave to the task: expected a number, as"
                + " deploy/gpu/discover-gpus tells them");
    assertThat(nd4j.bound).hasValue(-1);
  }

  @Test
  void withoutResourcesNothingIsAskedFor() {
    assertThat(Gpus.forWorkers(LocalSpark.session().sparkContext(), 7)).isEmpty();
    assertThat(Devices.inUse(LocalSpark.session().sparkContext(), 2))
        .singleElement()
        .asString()
        .startsWith("nd4j-native (CPU) on ");
    assertThat(Devices.describe(CPU, "h", Optional.of("4")))
        .isEqualTo("nd4j-native (CPU) on h and not on GPU 4, which it has");
  }

  @Test
  void theBackendIsTheOneOnTheClassPath() {
    assertThat(Backend.best()).isEqualTo(CPU).hasToString("nd4j-native (CPU)");
    assertThat(Backend.onClassPath()).containsExactly(CPU);
  }

  private static SparkConf conf(String master, String perExecutor, String perTask) {
    SparkConf conf = new SparkConf(false).set("spark.master", master);
    if (perExecutor != null) {
      conf.set(GpuSettings.EXECUTOR, perExecutor);
    }
    if (perTask != null) {
      conf.set(GpuSettings.TASK, perTask);
    }
    return conf;
  }

  private static void assertRefused(SparkConf conf, Backend backend, String message) {
    assertThatThrownBy(() -> GpuSettings.of(conf).check(List.of(CPU, backend)))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage(message);
  }

  private static void assertTaken(SparkConf conf, Backend backend) {
    assertThatCode(() -> GpuSettings.of(conf).check(List.of(backend))).doesNotThrowAnyException();
  }

  private static final class Recorded implements TaskGpu.Binding {
    private final int devices;
    private final AtomicInteger bound = new AtomicInteger(-1);

    Recorded(int devices) {
      this.devices = devices;
    }

    @Override
    public int devices() {
      return devices;
    }

    @Override
    public void bind(int device) {
      bound.set(device);
    }
  }
}
