package io.trainvae.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AsyncSenderTest {
  private final List<String> complaints = new CopyOnWriteArrayList<>();

  private AsyncSender sender(Duration patience) {
    return new AsyncSender(patience, complaints::add);
  }

  @Test
  void deliversInOrder() {
    List<Integer> delivered = new ArrayList<>();
    AsyncSender sender = sender(Duration.ofSeconds(30));
    IntStream.range(0, 100).forEach(i -> sender.send(() -> delivered.add(i)));
    sender.settle();

    assertThat(delivered).isEqualTo(IntStream.range(0, 100).boxed().toList());
    assertThat(complaints).isEmpty();
  }

  @Test
  void saysOnceWhatWentWrongAndDropsTheRest() {
    List<Integer> delivered = new CopyOnWriteArrayList<>();
    AsyncSender sender = sender(Duration.ofSeconds(30));
    sender.send(() -> delivered.add(1));
    sender.send(
        () -> {
          throw new IllegalStateException("the road is closed\nand more");
        });
    sender.settle();
    sender.send(() -> delivered.add(2));
    sender.settle();

    assertThat(delivered).containsExactly(1);
    assertThat(complaints).containsExactly("the road is closed");
  }

  @Test
  void doesNotWaitForOneWhoNeverOpens() {
    CountDownLatch never = new CountDownLatch(1);
    AsyncSender sender = sender(Duration.ofMillis(200));
    long start = System.nanoTime();
    sender.send(
        () -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    assertThat(System.nanoTime() - start).isLessThan(Duration.ofSeconds(5).toNanos());
    sender.settle();
    sender.send(() -> complaints.add("delivered"));
    sender.settle();
    never.countDown();

    assertThat(complaints).containsExactly("no answer within 0.2 s");
  }
}
