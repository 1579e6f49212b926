package io.trainvae.benchmark.model;

import io.trainvae.config.ConfigLoader;
import io.trainvae.config.RunConfig;
import io.trainvae.model.ParameterLayout;
import io.trainvae.model.Shape;
import io.trainvae.network.TrainableVae;
import io.trainvae.network.Vaes;
import io.trainvae.storage.Storage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * A preset for images of one shape.
 *
 * @param image shape of what the model sees
 */
public record Model(RunConfig config, Shape image) {
  private static final int SIDE = 28;

  /**
   * A preset for MNIST's images, at the size that the preset asks for.
   *
   * @param settings {@code key=value}, as for {@code --set}
   */
  public static Model of(String preset, List<String> settings) {
    RunConfig config =
        new ConfigLoader(new Storage(new Configuration(false))).load(preset, settings);
    return new Model(config, shape(config.data().size()));
  }

  private static Shape shape(String size) {
    if (size.equals(RunConfig.Data.ANY)) {
      return Shape.grey(SIDE, SIDE);
    }
    String[] sides = size.split("x");
    return Shape.grey(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]));
  }

  /**
   * Options of the ingest command for images of the model's size.
   *
   * @param source folder with four IDX files
   */
  public String[] ingestOptions(Path source) {
    List<String> options = new ArrayList<>(List.of("--source", source.toString()));
    if (!config.data().size().equals(RunConfig.Data.ANY)) {
      options.addAll(List.of("--size", config.data().size()));
    }
    return options.toArray(String[]::new);
  }

  /** The positions of its parameters. */
  public ParameterLayout layout() {
    return new ParameterLayout(config.model(), image);
  }

  /** Its floating-point operations. */
  public Flops flops() {
    return Flops.of(layout(), config.objective().importanceSamples());
  }

  /** Steps of one worker for this many images. */
  public int steps(int images) {
    return (images + config.train().batch() - 1) / config.train().batch();
  }

  /** Averagings in an epoch: as many as the largest shard needs. */
  public int rounds(int images, int workers, int frequency) {
    int steps = steps((images + workers - 1) / workers);
    return (steps + frequency - 1) / frequency;
  }

  /** Opens it for training on this many threads of this process. */
  public TrainableVae open(int threads) {
    return Vaes.open(
        config.model(),
        image,
        config.objective(),
        config.optimiser(),
        config.train().batch(),
        threads);
  }
}
