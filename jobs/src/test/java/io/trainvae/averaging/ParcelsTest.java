package io.trainvae.averaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.averaging.Parcels.Parcel;
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

class ParcelsTest {
  private static final int RECORD = 3;
  private static final int TOTAL = 23;
  private static final int WORKERS = 4;

  private static byte[] record(int index) {
    return new byte[] {(byte) index, (byte) (2 * index), (byte) (3 * index)};
  }

  private static List<Tuple2<Integer, Parcel>> parcels(int... indices) {
    Iterator<Tuple2<Integer, byte[]>> images =
        IntStream.of(indices).mapToObj(index -> new Tuple2<>(index, record(index))).iterator();
    List<Tuple2<Integer, Parcel>> parcels = new ArrayList<>();
    new Parcels(images, WORKERS, RECORD, 2 * RECORD).forEachRemaining(parcels::add);
    return parcels;
  }

  private static int[] shuffled(int seed) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, TOTAL).boxed().toList());
    Collections.shuffle(order, new Random(seed));
    return order.stream().mapToInt(Integer::intValue).toArray();
  }

  @Test
  void holdWhatTheyHaveRoomFor() {
    List<Tuple2<Integer, Parcel>> parcels = parcels(8, 4, 1, 0);
    assertThat(parcels).extracting(Tuple2::_1).containsExactly(0, 0, 1);
    assertThat(parcels.get(0)._2().indices()).containsExactly(8, 4);
    assertThat(parcels.get(0)._2().records()).containsExactly(8, 16, 24, 4, 8, 12);
    assertThat(parcels.get(1)._2().indices()).containsExactly(0);
    assertThat(parcels.get(2)._2().records()).containsExactly(1, 2, 3);
  }

  @Test
  void thereAreNoneOfNothing() {
    Parcels none = new Parcels(Collections.emptyIterator(), WORKERS, RECORD);
    assertThat(none).isExhausted();
    assertThatThrownBy(none::next).isInstanceOf(NoSuchElementException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void everyHandIsInOrderWhateverTheOrderOfTheImages(int seed) {
    List<Tuple2<Integer, Parcel>> parcels = parcels(shuffled(seed));
    Collections.shuffle(parcels, new Random(seed));
    for (int worker = 0; worker < WORKERS; worker++) {
      int to = worker;
      var chunks =
          new Hand(worker, WORKERS, TOTAL, RECORD, 2)
              .take(parcels.stream().filter(parcel -> parcel._1() == to).iterator());
      int index = worker;
      while (chunks.hasNext()) {
        ImageChunk chunk = (ImageChunk) chunks.next();
        for (int i = 0; i < chunk.count(); i++, index += WORKERS) {
          byte[] dealt = new byte[RECORD];
          chunk.copy(i, dealt, 0);
          assertThat(dealt).isEqualTo(record(index));
        }
      }
      assertThat(index).isBetween(TOTAL, TOTAL + WORKERS - 1);
    }
  }
}
