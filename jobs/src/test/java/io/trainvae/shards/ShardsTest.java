package io.trainvae.shards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import io.trainvae.network.PixelFormat;
import io.trainvae.testing.LocalSpark;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.spark.MapOutputTrackerMaster;
import org.apache.spark.ShuffleDependency;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.storage.RDDBlockId;
import org.junit.jupiter.api.Test;
import scala.Tuple2;

/** Chunks that are lost are made again, or training ends. */
class ShardsTest {
  private static final int IMAGES = 9;
  private static final AtomicInteger LEVEL = new AtomicInteger();

  private final JavaSparkContext context =
      JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext());

  /** Images of one pixel, which has the level that is set when they are read. */
  private Shards shards() {
    JavaPairRDD<Long, byte[]> images =
        context
            .parallelize(LongStream.range(0, IMAGES).boxed().toList(), 2)
            .mapToPair(
                index -> new Tuple2<>(index, ImageChunk.record(new byte[] {LEVEL.byteValue()}, 0)));
    return Shards.of(images, IMAGES, 1, PixelFormat.UINT8, 3);
  }

  /** As with the only executor: a chunk, and the shuffled images that it was made of. */
  private static void lose(Shards shards) {
    RDD<?> shuffled = shards.chunks().rdd();
    while (!(shuffled.dependencies().apply(0) instanceof ShuffleDependency<?, ?, ?>)) {
      shuffled = shuffled.dependencies().apply(0).rdd();
    }
    int shuffle = ((ShuffleDependency<?, ?, ?>) shuffled.dependencies().apply(0)).shuffleId();
    ((MapOutputTrackerMaster) SparkEnv.get().mapOutputTracker())
        .unregisterAllMapAndMergeOutput(shuffle);
    SparkEnv.get().blockManager().removeBlock(new RDDBlockId(shards.blocks().family(), 0), true);
  }

  @Test
  void lostChunksAreMadeAgain() {
    try (Shards shards = shards()) {
      shards.load();
      lose(shards);
      assertThat(shards.blocks().find(0)).isEmpty();
      shards.restore();
      assertThat(shards.blocks().find(0)).isPresent();
    }
  }

  @Test
  void imagesThatComeOutAsOthersEndTheTraining() {
    try (Shards shards = shards()) {
      shards.load();
      lose(shards);
      LEVEL.set(1);
      assertThatThrownBy(shards::restore)
          .isInstanceOfSatisfying(
              JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
          .hasMessageMatching(
              "Cannot continue after the loss of an executor: the training images of chunk 0 are"
                  + " different when they are read again \\(checksum \\w+, was \\w+\\); expected a source"
                  + " that gives the same rows every time, .*");
    } finally {
      LEVEL.set(0);
    }
  }
}
