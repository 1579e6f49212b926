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

  private AsyncSender courier(Duration patience) {
    return new AsyncSender(patience, complaints::add);
  }

  @Test
  void deliversInOrder() {
    List<Integer> delivered = new ArrayList<>();
    AsyncSender courier = courier(Duration.ofSeconds(30));
    IntStream.range(0, 100).forEach(i -> courier.hand(() -> delivered.add(i)));
    courier.settle();

    assertThat(delivered).isEqualTo(IntStream.range(0, 100).boxed().toList());
    assertThat(complaints).isEmpty();
  }

  @Test
  void saysOnceWhatWentWrongAndDropsTheRest() {
    List<Integer> delivered = new CopyOnWriteArrayList<>();
    AsyncSender courier = courier(Duration.ofSeconds(30));
    courier.hand(() -> delivered.add(1));
    courier.hand(
        () -> {
          throw new IllegalStateException("the road is closed\nand more");
        });
    courier.settle();
    courier.hand(() -> delivered.add(2));
    courier.settle();

    assertThat(delivered).containsExactly(1);
    assertThat(complaints).containsExactly("the road is closed");
  }

  @Test
  void doesNotWaitForOneWhoNeverOpens() {
    CountDownLatch never = new CountDownLatch(1);
    AsyncSender courier = courier(Duration.ofMillis(200));
    long start = System.nanoTime();
    courier.hand(
        () -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    assertThat(System.nanoTime() - start).isLessThan(Duration.ofSeconds(5).toNanos());
    courier.settle();
    courier.hand(() -> complaints.add("delivered"));
    courier.settle();
    never.countDown();

    assertThat(complaints).containsExactly("no answer within 0.2 s");
  }
}
