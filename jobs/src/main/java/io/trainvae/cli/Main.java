package io.trainvae.cli;

import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import io.trainvae.storage.Redaction;
import io.trainvae.train.StopSignal;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** Starts a command, and turns its result into an exit code and a short message. */
@Command(
    name = "train-vae",
    description = {
      "Trains variational autoencoders on Apache Spark: images in, trained model and pictures out.",
      "Without a command: run. \"train-vae COMMAND --help\" describes each."
    },
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    usageHelpWidth = 100,
    synopsisSubcommandLabel = "[COMMAND]",
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    commandListHeading = "%nCommands:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed while working",
      "2:unusable arguments or configuration",
      "3:unusable input data",
      "4:storage unreachable or refused",
      "130:interrupted"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  train-vae",
      "  train-vae run --source mnist --preset mlp-400 --run runs/mnist",
      "  train-vae train --data hdfs://host:8020/mnist --run s3a://bucket/runs/1 --workers 8"
    })
public final class Main {
  private static final String DEBUG = "--debug";

  @Option(
      names = DEBUG,
      scope = ScopeType.INHERIT,
      description = "Print the stack trace of a failure.")
  private boolean debug;

  private final Context context;

  private Main(Context context) {
    this.context = context;
  }

  public static void main(String[] args) {
    Optional<String> misfit = SparkRelease.misfit(Main.class.getClassLoader());
    if (misfit.isPresent()) {
      System.err.println(misfit.get());
      System.exit(ExitCode.USAGE.number());
    }
    QuietLogs.install();
    StopSignal stop = new StopSignal();
    Interruption interruption = Interruption.install(stop, System.err);
    int exitCode = run(new SparkSessions(), stop, args, System.out, System.err);
    stop.end();
    // While the process is being ended from outside, exit() waits for that.
    if (!stop.requested()) {
      interruption.finished();
    }
    System.exit(exitCode);
  }

  /**
   * Runs the command of the arguments; never throws and never exits.
   *
   * @param stop whether the process is being ended from outside
   * @return the exit code
   */
  static int run(
      JobRunner runner, StopSignal stop, String[] args, PrintStream out, PrintStream err) {
    var context = new Context(runner, out, err, stop, List.of(args), Clock.systemUTC());
    Main main = new Main(context);
    try {
      return main.commandLine().execute(withCommand(args));
    } catch (Error e) {
      // Picocli passes only exceptions on; an unusable native library or a full heap is an error.
      return main.failed(e);
    }
  }

  /**
   * Refuses arguments and settings as {@link #run} does, but runs no command.
   *
   * @return the exit code; 0 if there is nothing to refuse yet
   */
  static int check(JobRunner none, String[] args, PrintStream out, PrintStream err) {
    var context = new Context(none, out, err, new StopSignal(), List.of(args), Clock.systemUTC());
    Main main = new Main(context);
    return main.commandLine()
        .setExecutionStrategy(parsed -> main.checked(parsed.asCommandLineList()))
        .execute(withCommand(args));
  }

  private int checked(List<CommandLine> commands) {
    try {
      if (commands.get(commands.size() - 1).getCommand() instanceof JobCommand command) {
        command.checkOptions();
      }
      return 0;
    } catch (JobException e) {
      return failed(e);
    }
  }

  @SuppressWarnings("DefaultCharset") // a terminal's own
  private CommandLine commandLine() {
    return new CommandLine(this)
        .addSubcommand(new RunCommand(context))
        .addSubcommand(new IngestCommand(context))
        .addSubcommand(new TrainCommand(context))
        .addSubcommand(new EvaluateCommand(context))
        .addSubcommand(new EncodeCommand(context))
        .addSubcommand(new DecodeCommand(context))
        .addSubcommand(new ExportCommand(context))
        .addSubcommand(new CompareCommand(context))
        .addSubcommand(new CheckCommand(context))
        .addSubcommand(new PresetsCommand(context))
        .setOut(new PrintWriter(context.out(), true))
        .setErr(new PrintWriter(context.err(), true))
        .setParameterExceptionHandler((e, args) -> unusable(e))
        .setExecutionExceptionHandler((e, command, parsed) -> failed(e));
  }

  /** Inserts {@code run} before options without a command. */
  private static String[] withCommand(String[] args) {
    List<String> all = new ArrayList<>(List.of(args));
    int first = 0;
    while (first < all.size() && all.get(first).equals(DEBUG)) {
      first++;
    }
    if (first == all.size() || isOptionOfRun(all.get(first))) {
      all.add(first, "run");
    }
    return all.toArray(String[]::new);
  }

  private static boolean isOptionOfRun(String argument) {
    return argument.startsWith("-")
        && !List.of("-h", "--help", "-V", "--version").contains(argument);
  }

  private int unusable(ParameterException e) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    context.err().println(withoutSecrets(e.getMessage()));
    UnmatchedArgumentException.printSuggestions(e, e.getCommandLine().getErr());
    context.err().println("Try \"%s --help\"".formatted(command));
    return ExitCode.USAGE.number();
  }

  /** Picocli quotes arguments one by one, so that a secret has lost the option before it. */
  private String withoutSecrets(String message) {
    List<String> shown = Redaction.arguments(context.arguments());
    String text = message;
    for (int i = 0; i < shown.size(); i++) {
      String argument = context.arguments().get(i);
      if (!argument.equals(shown.get(i))) {
        text = text.replace(argument, shown.get(i));
      }
    }
    return Redaction.message(text);
  }

  private int failed(Throwable thrown) {
    Failure failure = Failure.of(thrown);
    // A command that was killed prints nothing; a command that stopped on request prints its
    // result.
    if (context.stop().requested() && failure.exitCode() != ExitCode.INTERRUPTED) {
      return ExitCode.INTERRUPTED.number();
    }
    context.err().println(failure.message());
    if (debug) {
      context.err().print(Failure.stackTrace(thrown));
    }
    return failure.exitCode().number();
  }
}
