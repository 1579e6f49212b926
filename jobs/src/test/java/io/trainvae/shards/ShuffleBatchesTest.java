package io.trainvae.shards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.network.PixelFormat;
import io.trainvae.shards.ShuffleBatches.Batch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.Tuple2;

class ShuffleBatchesTest {
  private static final int RECORD = 3;
  private static final int TOTAL = 23;
  private static final int WORKERS = 4;

  private static byte[] record(int index) {
    return new byte[] {(byte) index, (byte) (2 * index), (byte) (3 * index)};
  }

  private static final ShardLayout LAYOUT =
      new ShardLayout(TOTAL, WORKERS, RECORD, PixelFormat.UINT8, 4);

  private static List<Tuple2<Integer, Batch>> batches(int openBytes, int... indices) {
    Iterator<Tuple2<Long, byte[]>> images =
        IntStream.of(indices)
            .mapToObj(index -> new Tuple2<>((long) index, record(index)))
            .iterator();
    List<Tuple2<Integer, Batch>> batches = new ArrayList<>();
    new ShuffleBatches(images, LAYOUT, 2 * RECORD, openBytes).forEachRemaining(batches::add);
    return batches;
  }

  private static int[] shuffled(int seed) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, TOTAL).boxed().toList());
    Collections.shuffle(order, new Random(seed));
    return order.stream().mapToInt(Integer::intValue).toArray();
  }

  @Test
  void holdWhatTheyHaveRoomFor() {
    List<Tuple2<Integer, Batch>> batches = batches(1000, 8, 4, 1, 0);
    assertThat(batches).extracting(Tuple2::_1).containsExactly(0, 2, 0);
    assertThat(batches.get(0)._2().indices()).containsExactly(8, 4);
    assertThat(batches.get(0)._2().records()).containsExactly(8, 16, 24, 4, 8, 12);
    assertThat(batches.get(1)._2().indices()).containsExactly(1);
    assertThat(batches.get(2)._2().records()).containsExactly(0, 0, 0);
  }

  /** A reader of a data set for a thousand workers must not hold a full batch for each. */
  @Test
  void openBatchesTakeNoMoreThanTheyMay() {
    List<Tuple2<Integer, Batch>> batches = batches(3 * RECORD, 0, 1, 2, 3, 4, 5, 6, 7);
    assertThat(batches).allSatisfy(batch -> assertThat(batch._2().indices()).hasSize(1));
    assertThat(batches).hasSize(8);
  }

  @Test
  void thereAreNoneOfNothing() {
    ShuffleBatches none = new ShuffleBatches(Collections.emptyIterator(), LAYOUT);
    assertThat(none).isExhausted();
    assertThatThrownBy(none::next).isInstanceOf(NoSuchElementException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void everyShardIsInOrderWhateverTheOrderOfTheImages(int seed) {
    List<Tuple2<Integer, Batch>> batches = batches(20 * RECORD, shuffled(seed));
    Collections.shuffle(batches, new Random(seed));
    for (int worker = 0; worker < WORKERS; worker++) {
      int index = worker;
      for (int number = 0; number < LAYOUT.chunksPerWorker(); number++) {
        int chunk = worker * LAYOUT.chunksPerWorker() + number;
        ByteBuffer bytes =
            new ShardAssembler(LAYOUT, chunk)
                .assemble(batches.stream().filter(batch -> batch._1() == chunk).iterator())
                .bytes();
        for (; bytes.hasRemaining(); index += WORKERS) {
          byte[] dealt = new byte[RECORD];
          bytes.get(dealt);
          assertThat(dealt).isEqualTo(record(index));
        }
      }
      assertThat(index).isBetween(TOTAL, TOTAL + WORKERS - 1);
    }
  }
}
