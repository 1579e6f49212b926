package io.trainvae.network;

import io.trainvae.storage.Storage;
import java.io.File;
import java.io.IOException;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** Loads a model in a virtual machine that did not make it. */
final class LoadsModel {
  static final float[] LATENT = {0.5f, -1, 2};

  private LoadsModel() {}

  public static void main(String[] args) throws IOException {
    SavedModel model =
        SavedModel.read(new Storage(new Configuration()), new Path(new File(args[0]).toURI()));
    try (OpenModel vae = model.open(4)) {
      System.out.println("ours " + Arrays.toString(vae.decode(LATENT, null, 1)));
    }
    ComputationGraph graph =
        ComputationGraph.load(new File(args[0], "computation-graph.zip"), false);
    System.out.println("graph " + graph.numParams() + " parameters");
  }
}
