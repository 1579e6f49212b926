package io.trainvae.ml;

import io.trainvae.network.SavedModel;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Sends a model to the executors once, for any number of transforms. Spark removes it when nothing
 * references the model any more.
 */
final class ModelBroadcast {
  private final SavedModel model;
  private SparkContext context;
  private Broadcast<SavedModel> sent;

  ModelBroadcast(SavedModel model) {
    this.model = model;
  }

  synchronized Broadcast<SavedModel> in(SparkContext session) {
    if (context != session) {
      sent = JavaSparkContext.fromSparkContext(session).broadcast(model);
      context = session;
    }
    return sent;
  }
}
