package io.trainvae.inference;

import io.trainvae.config.RunConfig.Evaluate;
import io.trainvae.config.RunConfig.Objective;
import io.trainvae.data.DatasetInfo;
import io.trainvae.data.Split;
import io.trainvae.error.JobException;
import io.trainvae.gpu.TaskGpu;
import io.trainvae.ingest.ParquetDataset;
import io.trainvae.model.ArraySize;
import io.trainvae.model.Shape;
import io.trainvae.model.VaeSpec;
import io.trainvae.network.LatentModel;
import io.trainvae.network.OpenModel;
import io.trainvae.network.SavedModel;
import io.trainvae.network.TrainableVae;
import java.io.Serializable;
import java.util.Collection;
import java.util.Iterator;
import java.util.OptionalInt;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.TaskCompletionListener;

/** A trained model on the executors, for the images of one data set. To be closed. */
public final class Inference implements AutoCloseable {
  private final ParquetDataset dataset;
  private final SavedModel model;
  private final Broadcast<SavedModel> broadcast;
  private final InferencePlan plan;

  /** Processes the batches of one partition. The model may be used until this returns. */
  @FunctionalInterface
  public interface Work<T> extends Serializable {
    Iterator<T> on(Iterator<EncodedBatch> batches, LatentModel model);
  }

  /**
   * @param evaluate the number of images to encode at once, and the seed of the random numbers
   * @throws JobException data, when the model was trained on images of another size; usage, when no
   *     array can hold a batch
   */
  public Inference(
      SparkSession spark, ParquetDataset dataset, SavedModel model, Evaluate evaluate) {
    DatasetInfo info = dataset.info();
    if (!info.hasFeatures() && model.spec().likelihood().isLinear()) {
      throw JobException.data(
          "Cannot use %s: it has images, but the model is one of feature vectors"
              .formatted(dataset.root()));
    }
    if (info.hasFeatures() && info.pixels() != model.pixels()) {
      throw JobException.data(
          "Cannot use %s: its vectors have %d features, expected %d as the model was trained on"
              .formatted(dataset.root(), info.pixels(), model.pixels()));
    }
    if (!info.hasFeatures() && !info.image().equals(model.image())) {
      throw JobException.data(
          "Cannot use %s: its images are %s, expected %s as the model was trained on"
              .formatted(dataset.root(), info.image().inPixels(), model.image().inPixels()));
    }
    checkSize(model.spec(), model.image(), evaluate);
    this.dataset = dataset;
    this.model = model;
    this.plan = InferencePlan.of(evaluate, model.spec());
    this.broadcast = JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(model);
  }

  /**
   * Refuses batches that no array can hold.
   *
   * @throws JobException usage
   */
  public static void checkSize(VaeSpec spec, Shape image, Evaluate evaluate) {
    TrainableVae.checkSize(spec, image, Objective.ELBO, evaluate.batch());
    ArraySize.of(
        "the decoded images of a batch",
        evaluate.batch(),
        image.size(),
        spec.likelihood().outputs());
  }

  public SavedModel model() {
    return model;
  }

  public DatasetInfo dataset() {
    return dataset.info();
  }

  /**
   * Does work on every partition of a split.
   *
   * @param limit images to use, from the first
   */
  public <T> JavaRDD<T> over(Split split, OptionalInt limit, Work<T> work) {
    return over(
        limit.isPresent() ? dataset.imagesBelow(split, limit.getAsInt()) : dataset.images(split),
        work);
  }

  /** Does work on the images of a split that have one of these indices, partition by partition. */
  <T> JavaRDD<T> at(Split split, Collection<Long> indices, Work<T> work) {
    return over(dataset.imagesAt(split, indices), work);
  }

  private <T> JavaRDD<T> over(JavaRDD<Row> images, Work<T> work) {
    return images.mapPartitions(new OnPartition<>(broadcast, dataset.info(), plan, work));
  }

  private record OnPartition<T>(
      Broadcast<SavedModel> model, DatasetInfo dataset, InferencePlan plan, Work<T> work)
      implements FlatMapFunction<Iterator<Row>, T> {

    @Override
    public Iterator<T> call(Iterator<Row> rows) {
      TaskGpu.bind();
      OpenModel network = model.value().open(plan.batch());
      TaskCompletionListener giveBack = task -> network.close();
      TaskContext.get().addTaskCompletionListener(giveBack);
      FeatureVectors vectors =
          new FeatureVectors(dataset, model.value().spec(), model.value().standardisation());
      return work.on(new EncodedBatches(rows, vectors, network, plan), network);
    }
  }

  @Override
  public void close() {
    broadcast.destroy();
  }
}
