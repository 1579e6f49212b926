package io.trainvae.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ThreadTeamTest {
  /** More than cores, too, and phases that begin while helpers are spinning, asleep or late. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 16})
  void everyPieceOfEveryPhaseIsDoneOnceBeforeThePhaseEnds(int threads) throws Exception {
    try (ThreadTeam team = new ThreadTeam(threads)) {
      for (int phase = 0; phase < 2_000; phase++) {
        int pieces = phase % 40;
        AtomicIntegerArray done = new AtomicIntegerArray(pieces);
        team.run(pieces, (piece, thread) -> done.incrementAndGet(piece));
        for (int piece = 0; piece < pieces; piece++) {
          assertThat(done.get(piece)).isEqualTo(1);
        }
        if (phase % 500 == 0) {
          TimeUnit.MILLISECONDS.sleep(5);
        }
      }
    }
  }

  @Test
  void piecesRunAtOnceOnThreadsOfTheirOwn() {
    CountDownLatch allHere = new CountDownLatch(3);
    Set<Integer> threads = ConcurrentHashMap.newKeySet();
    try (ThreadTeam team = new ThreadTeam(3)) {
      team.run(
          3,
          (piece, thread) -> {
            threads.add(thread);
            allHere.countDown();
            await(allHere);
          });
    }
    assertThat(threads).containsExactlyInAnyOrder(0, 1, 2);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void whatAPieceThrowsIsThrownAndTheTeamGoesOn(int threads) {
    AtomicInteger begun = new AtomicInteger();
    try (ThreadTeam team = new ThreadTeam(threads)) {
      assertThatThrownBy(
              () ->
                  team.run(
                      100_000,
                      (piece, thread) -> {
                        begun.incrementAndGet();
                        if (piece == 10) {
                          throw new IllegalStateException("piece 10");
                        }
                      }))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("piece 10");
      assertThat(begun.get()).isLessThan(100_000);
      AtomicInteger after = new AtomicInteger();
      team.run(50, (piece, thread) -> after.incrementAndGet());
      assertThat(after).hasValue(50);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void anInterruptedCallerGetsAnExceptionAndStaysInterrupted(int threads) {
    try (ThreadTeam team = new ThreadTeam(threads)) {
      AtomicInteger done = new AtomicInteger();
      Thread caller = Thread.currentThread();
      team.run(
          4,
          (piece, thread) -> {
            caller.interrupt();
            done.incrementAndGet();
          });
      assertThat(done).as("pieces of the phase that was under way").hasValue(4);
      assertThatThrownBy(() -> team.run(4, (piece, thread) -> done.incrementAndGet()))
          .isInstanceOf(CancellationException.class)
          .hasMessage("Interrupted within a step");
      assertThat(Thread.interrupted()).isTrue();
      assertThat(done).hasValue(4);
    }
  }

  @Test
  void closingEndsTheThreadsAndTheNextPhaseStartsOthers() {
    ThreadTeam team = new ThreadTeam(4);
    Set<Thread> first = helpers(team);
    assertThat(first).hasSize(3).allMatch(Thread::isAlive);
    team.close();
    assertThat(first).noneMatch(Thread::isAlive);
    Set<Thread> second = helpers(team);
    assertThat(second).hasSize(3).allMatch(Thread::isAlive);
    team.close();
    team.close();
    assertThat(second).noneMatch(Thread::isAlive);
  }

  private static Set<Thread> helpers(ThreadTeam team) {
    Set<Thread> helpers = ConcurrentHashMap.newKeySet();
    CountDownLatch allHere = new CountDownLatch(4);
    team.run(
        4,
        (piece, thread) -> {
          helpers.add(Thread.currentThread());
          allHere.countDown();
          await(allHere);
        });
    helpers.remove(Thread.currentThread());
    return helpers;
  }
}
