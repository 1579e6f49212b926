package io.trainvae.cli;

import io.trainvae.config.KeyTable;
import io.trainvae.config.Presets;
import java.io.PrintStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "presets",
    description = "Lists the presets, or prints one, to be copied and changed.",
    footer = {
      "  train-vae presets",
      "  train-vae presets mlp-400 > my.yaml && train-vae run --preset my.yaml",
      "  train-vae presets --keys"
    })
final class PresetsCommand extends JobCommand {
  @Parameters(arity = "0..1", paramLabel = "NAME", description = "The preset to print.")
  private String name;

  @Option(names = "--keys", description = "List every key of a configuration, with its bounds.")
  private boolean keys;

  PresetsCommand(Context context) {
    super(context);
  }

  @Override
  void execute(Context given) {
    Presets presets = new Presets();
    if (keys) {
      printKeys(given.out());
    } else if (name != null) {
      given.out().print(presets.text(name));
    } else {
      ResultTable table = new ResultTable();
      presets.names().forEach(preset -> table.row(preset, presets.description(preset)));
      table.print(given.out());
    }
  }

  private static void printKeys(PrintStream out) {
    for (KeyTable.Row row : KeyTable.rows()) {
      out.printf("%s (%s): %s%n", row.key(), row.fallback(), row.meaning());
      out.printf("    %s%n", row.expected());
    }
  }
}
