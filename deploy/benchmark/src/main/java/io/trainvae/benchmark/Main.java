package io.trainvae.benchmark;

import io.trainvae.benchmark.averaging.AveragingCommand;
import io.trainvae.benchmark.compare.CompareCommand;
import io.trainvae.benchmark.growth.GrowthCommand;
import io.trainvae.benchmark.jobs.JobsCommand;
import io.trainvae.benchmark.measure.HelpOption;
import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** Starts a command of the benchmark. Failures are one line, with the exit codes of train-vae. */
@Command(
    name = "benchmark",
    description = "Times this pipeline. \"benchmark COMMAND --help\" describes each.",
    synopsisSubcommandLabel = "COMMAND",
    usageHelpWidth = 100)
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    CommandLine commands =
        new CommandLine(new Main())
            .addSubcommand(new CompareCommand())
            .addSubcommand(new JobsCommand())
            .addSubcommand(new GrowthCommand())
            .addSubcommand(new AveragingCommand())
            .addSubcommand(new TableCommand())
            .addSubcommand(new PlainCommand())
            .addSubcommand(new StockCommand())
            .addSubcommand(new SgemmCommand())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setParameterExceptionHandler((e, words) -> unusable(e))
            .setExecutionExceptionHandler((e, command, parsed) -> failed(e));
    commands.addMixin("help", new HelpOption());
    commands.getSubcommands().values().forEach(c -> c.addMixin("help", new HelpOption()));
    System.exit(commands.execute(args));
  }

  private static int unusable(ParameterException e) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    System.err.println("benchmark: %s; try %s --help".formatted(e.getMessage(), command));
    return ExitCode.USAGE.number();
  }

  private static int failed(Exception e) {
    if (e instanceof JobException known) {
      System.err.println("benchmark: " + known.getMessage());
      return known.exitCode().number();
    }
    if (e instanceof UncheckedIOException known) {
      System.err.println("benchmark: " + known.getMessage() + ": " + firstLine(known.getCause()));
      return ExitCode.FAILED.number();
    }
    e.printStackTrace();
    return ExitCode.FAILED.number();
  }

  private static String firstLine(Throwable cause) {
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
  }
}
