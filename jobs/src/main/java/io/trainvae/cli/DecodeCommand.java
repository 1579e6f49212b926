package io.trainvae.cli;

import io.trainvae.config.ConfigLoader;
import io.trainvae.config.RunConfig;
import io.trainvae.run.RunFolder;
import io.trainvae.storage.Storage;
import java.util.List;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "decode",
    description = {
      "Draws latent grids, samples and reconstructions of a trained run, and writes its report.",
      "A run that was evaluated is complete after that: it gets _SUCCESS."
    },
    footer = {
      "  train-vae decode --run runs/small",
      "  train-vae decode --run runs/small --grid 30 --spacing quantile --dims 3,7"
    })
final class DecodeCommand extends JobCommand {
  @Mixin private TrainedRunOptions run;
  @Mixin private DecodeOptions options;

  DecodeCommand(Context context) {
    super(context);
  }

  @Override
  void execute(Context given) {
    Storage storage = given.runner().storage();
    RunFolder folder = run.open(given, storage);
    RunConfig config =
        new ConfigLoader(storage).read(folder.layout().config(), options.overrides());
    options.dims(config.model().latent());
    Path data = run.data(folder, storage);
    Datasets.info(storage, data);
    List<Path> pictures =
        given
            .runner()
            .run(
                "train-vae decode",
                jobs -> Steps.single(given, jobs).decode(folder, data, config, options));
    new ResultTable()
        .place("report", folder.layout().report())
        .place("pictures", folder.layout().images())
        .row("written", pictures.size())
        .print(given.out());
  }
}
