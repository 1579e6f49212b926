package io.trainvae.ml;

import io.trainvae.config.ConfigLoader;
import io.trainvae.config.ConfigWriter;
import io.trainvae.config.RunConfig;
import io.trainvae.network.SavedModel;
import io.trainvae.storage.Storage;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsReader.Metadata;
import org.apache.spark.ml.util.DefaultParamsWriter$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import scala.Option;

/**
 * A model in storage: {@code metadata}, as every stage of Spark ML has it, {@code model}, as a run
 * has it, and {@code config.yaml}. The only class that uses what Spark keeps for its own stages.
 */
final class ModelFiles {
  private static final String MODEL = "model";
  private static final String CONFIG = "config.yaml";

  private ModelFiles() {}

  /** Writes a model. */
  static final class Writer extends MLWriter {
    private final VariationalAutoencoderModel stage;

    Writer(VariationalAutoencoderModel stage) {
      this.stage = stage;
    }

    @Override
    public void saveImpl(String path) {
      Storage storage = new Storage(sc().hadoopConfiguration());
      Path root = new Path(path);
      DefaultParamsWriter$.MODULE$.saveMetadata(stage, path, sc(), Option.empty(), Option.empty());
      ConfigWriter.write(storage, new Path(root, CONFIG), stage.config());
      stage.model().write(storage, new Path(root, MODEL));
    }
  }

  /** Reads a model. */
  static final class Reader extends MLReader<VariationalAutoencoderModel> {
    @Override
    public VariationalAutoencoderModel load(String path) {
      Storage storage = new Storage(sc().hadoopConfiguration());
      Path root = new Path(path);
      Metadata metadata =
          DefaultParamsReader.loadMetadata(path, sc(), VariationalAutoencoderModel.class.getName());
      RunConfig config = new ConfigLoader(storage).read(new Path(root, CONFIG), List.of());
      SavedModel model = SavedModel.read(storage, new Path(root, MODEL));
      VariationalAutoencoderModel stage =
          new VariationalAutoencoderModel(metadata.uid(), model, config);
      metadata.getAndSetParams(stage, Option.empty());
      return stage;
    }
  }
}
