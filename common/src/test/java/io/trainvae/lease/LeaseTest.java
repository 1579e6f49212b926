package io.trainvae.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One process at a time holds a lease. */
class LeaseTest extends LeaseFixture {
  @Test
  void itIsGivenBack() throws IOException {
    try (Lease lease = acquire()) {
      lease.verify();
      assertThat(lease.isHeld()).isTrue();
      assertThat(written().path("pid").asLong()).isEqualTo(ProcessHandle.current().pid());
    }
    assertThat(file).doesNotExist();
    acquire().close();
    assertThat(notices).isEmpty();
  }

  @Test
  void aSecondProcessIsRefusedAndToldWhoHoldsIt() throws IOException {
    try (Lease lease = acquire()) {
      ObjectNode holder = written();
      assertThatThrownBy(this::acquire)
          .isInstanceOfSatisfying(
              JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.STORAGE))
          .hasMessage(
              "Cannot write to run %s: process %d on %s since %s does; wait for its end, or, if you know"
                      .formatted(
                          place.folder(),
                          holder.path("pid").asLong(),
                          holder.path("host").asText(),
                          holder.path("since").asText())
                  + " that it is dead, delete .lease.json");
      lease.verify();
    }
  }

  /**
   * Its start in ticks since boot: {@code ProcessHandle} has it by the wall clock, which is set.
   */
  @Test
  void whenAProcessStartedDoesNotDependOnTheClock() throws IOException {
    String stat = Files.readString(Path.of("/proc/self/stat"));
    String ticks = stat.substring(stat.lastIndexOf(')') + 2).split(" ")[19];
    try (Lease lease = acquire()) {
      assertThat(written().path("process_started_ticks").asText()).isEqualTo(ticks);
    }
  }

  @RepeatedTest(20)
  void ofManyThatComeAtOnceOneGetsIt() throws Exception {
    assertThat(acquiredByMany()).isEqualTo(1);
  }

  @RepeatedTest(20)
  @Tag("long")
  void ofManyThatFindADeadHolderOneGetsIt() throws Exception {
    leave("process_started_ticks", "1");
    assertThat(acquiredByMany()).isEqualTo(1);
  }

  private int acquiredByMany() throws Exception {
    int many = 8;
    CyclicBarrier start = new CyclicBarrier(many);
    CountDownLatch tried = new CountDownLatch(many);
    AtomicInteger held = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(many);
    for (int i = 0; i < many; i++) {
      threads.submit(
          () -> {
            start.await();
            try (Lease lease = acquire()) {
              lease.verify();
              held.incrementAndGet();
              tried.countDown();
              tried.await();
              lease.verify();
            } catch (JobException e) {
              tried.countDown();
            }
            return null;
          });
    }
    threads.shutdown();
    assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    return held.get();
  }

  @Test
  void whoeverPublishesIsWaitedFor() throws Exception {
    Lease first = Lease.acquire(storage, place, notices::add, true, SOON);
    Lease.refuseWhileHeld(storage, place, notices::add);
    AtomicBoolean published = new AtomicBoolean();
    Thread publishing =
        new Thread(
            () -> {
              try {
                TimeUnit.MILLISECONDS.sleep(200);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              published.set(true);
              first.close();
            });
    publishing.start();
    try (Lease second = acquire()) {
      second.verify();
      assertThat(published).isTrue();
    }
    publishing.join();
  }

  @Test
  void whoeverPublishesForTooLongIsNamed() {
    try (Lease first = Lease.acquire(storage, place, notices::add, true, SOON)) {
      assertThatThrownBy(this::acquire)
          .hasMessageMatching("Cannot write to run \\S+: process \\d+ on \\S+ since \\S+ does; .*");
      first.verify();
    }
  }

  @Test
  void whoOnlyWritesBesideOthersIsRefusedToo() throws IOException {
    Lease.refuseWhileHeld(storage, place, notices::add);
    try (Lease lease = acquire()) {
      assertThat(lease.isHeld()).isTrue();
      assertThatThrownBy(() -> Lease.refuseWhileHeld(storage, place, notices::add))
          .hasMessageContaining("Cannot write to run ");
    }
  }
}
