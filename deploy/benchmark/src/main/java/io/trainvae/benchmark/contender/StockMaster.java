package io.trainvae.benchmark.contender;

import io.trainvae.benchmark.model.Images;
import io.trainvae.benchmark.model.Model;
import io.trainvae.config.RunConfig;
import io.trainvae.model.Binarisation;
import io.trainvae.network.Pixels;
import io.trainvae.network.RandomStreams;
import io.trainvae.network.RandomStreams.Purpose;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * dl4j-spark's own {@code ParameterAveragingTrainingMaster} on the same images. The noise of each
 * image is drawn once, because all epochs use one collection of minibatches.
 */
public final class StockMaster implements AutoCloseable {
  private final Model model;
  private final JavaSparkContext context;
  private final JavaRDD<MultiDataSet> batches;
  private final SparkComputationGraph network;

  /** Settings of the master. */
  public enum Settings {
    /** The builder's defaults: minibatches are written to files once and read from there. */
    DEFAULTS,
    /** Minibatches from the collection, kept as serialised objects, the builder's default. */
    DIRECT,
    /** The fastest: minibatches from the collection, kept as objects. */
    BEST
  }

  /**
   * Starts Spark in this process.
   *
   * @param frequency minibatches of a worker between two averagings
   * @param folder for exported minibatches
   */
  public StockMaster(
      Model model, Images images, int workers, int frequency, Settings settings, Path folder) {
    this.model = model;
    this.context = new JavaSparkContext(conf(workers));
    int batch = model.config().train().batch();
    var master =
        new ParameterAveragingTrainingMaster.Builder(workers, batch)
            .batchSizePerWorker(batch)
            .averagingFrequency(frequency)
            .exportDirectory(folder.toUri().toString());
    if (settings != Settings.DEFAULTS) {
      master.rddTrainingApproach(RDDTrainingApproach.Direct);
    }
    if (settings == Settings.BEST) {
      master.storageLevel(StorageLevel.MEMORY_ONLY());
    }
    this.network =
        new SparkComputationGraph(context, StockGraph.configuration(model), master.build());
    this.batches = batches(images, workers);
  }

  /** Whether DL4J's own layers and losses can express a preset. */
  public static boolean canTrain(RunConfig config) {
    return StockGraph.canExpress(config);
  }

  private static SparkConf conf(int workers) {
    return new SparkConf()
        .setAppName("dl4j-spark")
        .setMaster("local[" + workers + "]")
        .set("spark.ui.enabled", "false")
        .set("spark.driver.host", "localhost");
  }

  /** Created from indices, so that tasks do not contain the images. */
  private JavaRDD<MultiDataSet> batches(Images images, int workers) {
    Broadcast<Source> source =
        context.broadcast(
            new Source(images.pixels(), images.count(), model.image().size(), latent(), batch()));
    List<Integer> numbers = IntStream.range(0, model.steps(images.count())).boxed().toList();
    return context.parallelize(numbers, workers).map(i -> source.value().batch(i));
  }

  private int latent() {
    return model.config().model().latent();
  }

  private int batch() {
    return model.config().train().batch();
  }

  /** Makes minibatches of packed images. */
  private record Source(byte[] images, int count, int pixels, int latent, int batch)
      implements java.io.Serializable {
    MultiDataSet batch(int number) {
      int first = number * batch;
      int size = Math.min(batch, count - first);
      float[] values = new float[size * pixels];
      Pixels.unpack(Binarisation.NONE, null, images, first * pixels, values, 0, values.length);
      float[] noise = new float[size * latent];
      RandomStreams.fillNormal(
          new RandomStreams(0).stream(Purpose.TRAINING_NOISE, number), noise, noise.length);
      INDArray x = Nd4j.createFromArray(values).reshape(size, pixels);
      return new org.nd4j.linalg.dataset.MultiDataSet(
          new INDArray[] {x, Nd4j.createFromArray(noise).reshape(size, latent)},
          new INDArray[] {x, Nd4j.zeros(size, 2 * latent)});
    }
  }

  /**
   * Trains an epoch; returns the mean loss of the last minibatches, the only one that the master
   * gives.
   */
  public double epoch() {
    network.fitMultiDataSet(batches);
    return network.getScore();
  }

  /** The mean loss on other images, one latent sample each, nats per image. */
  public double test(Images images) {
    Source source =
        new Source(images.pixels(), images.count(), model.image().size(), latent(), batch());
    double sum = 0;
    for (int i = 0; i < model.steps(images.count()); i++) {
      MultiDataSet minibatch = source.batch(i);
      int size = (int) minibatch.getFeatures(0).size(0);
      sum += size * network.getNetwork().score(minibatch, false);
    }
    return sum / images.count();
  }

  @Override
  public void close() {
    network.getTrainingMaster().deleteTempFiles(context);
    context.close();
  }
}
