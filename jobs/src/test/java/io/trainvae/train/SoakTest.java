package io.trainvae.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainvae.config.ConfigLoader;
import io.trainvae.config.RunConfig;
import io.trainvae.data.Progress;
import io.trainvae.ingest.IngestJob;
import io.trainvae.ingest.IngestRequest;
import io.trainvae.storage.Storage;
import io.trainvae.testing.LocalSpark;
import io.trainvae.testing.LoggedProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A training of very many epochs must not leak memory, handles or threads. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "counts handles in /proc")
class SoakTest {
  private static final int EPOCHS = 120;
  private static final int SETTLED = 40;
  private static final Path HANDLES = Path.of("/proc/self/fd");
  private static final long MEGABYTE = 1 << 20;

  @TempDir Path folder;

  /**
   * @param heap bytes in use after a collection
   * @param nativeMemory bytes of arrays outside of the heap
   * @param direct bytes of direct buffers
   * @param handles open files and sockets
   * @param threads alive
   */
  private record Sample(long heap, long nativeMemory, long direct, long handles, int threads) {
    static Sample take() {
      for (int i = 0; i < 3; i++) {
        System.gc();
        // A separate thread frees direct buffers after the garbage collection.
        LoggedProcess.pause(Duration.ofMillis(100));
      }
      return new Sample(
          ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
          Pointer.totalBytes(),
          ManagementFactory.getPlatformMXBeans(java.lang.management.BufferPoolMXBean.class).stream()
              .mapToLong(pool -> Math.max(0, pool.getMemoryUsed()))
              .sum(),
          handleCount(),
          Thread.activeCount());
    }

    private static long handleCount() {
      try (Stream<Path> handles = Files.list(HANDLES)) {
        return handles.count();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Test
  void manyEpochsLeaveNothingBehind() {
    SparkSession spark = LocalSpark.session();
    Storage storage = new Storage(spark.sparkContext().hadoopConfiguration());
    var data = storage.path(folder.resolve("data").toString());
    var size = Optional.of(new IngestRequest.Size(14, 14));
    new IngestJob(
            spark,
            new IngestRequest("synthetic", data, OptionalInt.of(64), size, 0),
            Progress.SILENT)
        .execute();
    // A state of 1.3 MB: eighty that are kept would be seen.
    RunConfig config =
        new ConfigLoader(storage)
            .load(
                "mlp-400",
                List.of(
                    "train.epochs=" + EPOCHS,
                    "train.workers=2",
                    "train.batch=16",
                    "train.averaging-frequency=1",
                    "model.encoder=[{type: dense, units: 256, activation: relu}]",
                    "model.decoder=[{type: dense, units: 256, activation: relu}]",
                    "model.latent=4"));
    List<Sample> samples = new ArrayList<>();
    TrainListener watch =
        new TrainListener() {
          @Override
          public void epochDone(Epoch epoch) {
            if (epoch.epoch() == SETTLED || epoch.epoch() == EPOCHS) {
              samples.add(Sample.take());
            }
          }
        };
    var run = storage.path(folder.resolve("run").toString());
    new TrainJob(
            spark,
            new TrainRequest(config, data, run, Optional.empty()),
            List.of(watch),
            new RunGuard(Optional.empty(), new StopSignal()))
        .execute();
    Sample before = samples.get(0);
    Sample after = samples.get(1);
    System.out.printf("after %d epochs %s, after %d %s%n", SETTLED, before, EPOCHS, after);
    assertThat(after.heap() - before.heap()).isLessThan(24 * MEGABYTE);
    assertThat(after.nativeMemory() - before.nativeMemory()).isLessThan(MEGABYTE);
    assertThat(after.direct() - before.direct()).isLessThan(8 * MEGABYTE);
    assertThat(after.handles() - before.handles()).isLessThan(10);
    assertThat(after.threads() - before.threads()).isLessThan(10);
    assertThat(spark.sparkContext().getPersistentRDDs().isEmpty()).isTrue();
    assertThat(names(folder.resolve("run"))).noneMatch(name -> name.endsWith(".tmp"));
  }

  private static List<String> names(Path root) {
    try (Stream<Path> files = Files.walk(root)) {
      return files.map(file -> file.getFileName().toString()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
