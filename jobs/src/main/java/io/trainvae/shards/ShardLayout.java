package io.trainvae.shards;

import io.trainvae.network.PixelFormat;
import java.io.Serializable;

/**
 * Maps images to chunks. A chunk's number is its worker times the chunks per worker, plus its place
 * in the shard.
 *
 * @param images of all workers
 * @param recordBytes of an image and its label
 * @param format of the numbers of an image
 * @param chunkImages images of a chunk, but for the last of a shard
 */
public record ShardLayout(
    long images, int workers, int recordBytes, PixelFormat format, int chunkImages)
    implements Serializable {

  /** Images of one worker: as equal as can be, the first workers one more than the last. */
  int shardImages(int worker) {
    return Math.toIntExact(images / workers + (worker < images % workers ? 1 : 0));
  }

  /** Chunks of the largest shard; the last one of others may be empty. */
  int chunksPerWorker() {
    return (shardImages(0) - 1) / chunkImages + 1;
  }

  /** Number of chunks. */
  public int chunks() {
    return Math.multiplyExact(workers, chunksPerWorker());
  }

  int chunk(int worker, int place) {
    return worker * chunksPerWorker() + place / chunkImages;
  }

  /** The chunk that has an image; some chunk for an index that cannot be. */
  int chunkOf(long index) {
    int worker = Math.floorMod(index, workers);
    int place = index < 0 || index >= images ? 0 : (int) (index / workers);
    return chunk(worker, place);
  }

  int worker(int chunk) {
    return chunk / chunksPerWorker();
  }

  /** Place in the shard of the first image of a chunk. */
  int firstPlace(int chunk) {
    return chunk % chunksPerWorker() * chunkImages;
  }

  int chunkImages(int chunk) {
    return Math.max(0, Math.min(chunkImages, shardImages(worker(chunk)) - firstPlace(chunk)));
  }
}
