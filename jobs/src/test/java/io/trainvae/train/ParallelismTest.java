package io.trainvae.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainvae.train.Parallelism.Cores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParallelismTest {
  @ParameterizedTest
  @CsvSource({
    // asked workers and threads, local, cores, spark.task.cpus, expected workers and threads
    "0, 0, true, 4, 1, 1, 4",
    "2, 0, true, 4, 1, 2, 2",
    "3, 0, true, 4, 1, 3, 1",
    "8, 0, true, 2, 1, 8, 1",
    "0, 1, true, 4, 1, 4, 1",
    "0, 3, true, 4, 1, 1, 3",
    "0, 9, true, 4, 1, 1, 9",
    "2, 4, true, 4, 1, 2, 4",
    "0, 0, false, 8, 1, 8, 1",
    "0, 0, false, 8, 2, 4, 2",
    "0, 4, false, 8, 1, 2, 4",
    "0, 1, false, 8, 4, 2, 1",
    "0, 9, false, 8, 1, 1, 9",
    "5, 0, false, 8, 2, 5, 2",
    "5, 3, false, 8, 2, 5, 3",
  })
  void fillsInWhatIsNotAsked(
      int workers, int threads, boolean local, int cores, int taskCores, int more, int each) {
    assertThat(Parallelism.of(workers, threads, new Cores(local, cores, taskCores)))
        .isEqualTo(new Parallelism(more, each));
  }

  @Test
  void tellsOfMoreThanThereAreCoresFor() {
    Cores two = new Cores(true, 2, 1);
    assertThat(new Parallelism(1, 2).excess(two)).isEmpty();
    assertThat(new Parallelism(2, 1).excess(two)).isEmpty();
    assertThat(new Parallelism(8, 1).excess(two))
        .hasValue(
            "8 workers of 1 thread on 2 cores: they will take turns, or get in each other's way");
    assertThat(new Parallelism(1, 3).excess(new Cores(true, 1, 1)))
        .hasValue(
            "1 worker of 3 threads on 1 core: they will take turns, or get in each other's way");
    assertThat(new Parallelism(Integer.MAX_VALUE, 2).excess(two)).isPresent();
  }
}
