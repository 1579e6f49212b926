package io.trainvae.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** The common part of all commands that do work. */
@Command(
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    usageHelpWidth = 100,
    synopsisHeading = "Usage: ",
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n")
abstract class JobCommand implements Callable<Integer> {
  private final Context context;

  JobCommand(Context context) {
    this.context = context;
  }

  /**
   * Checks what can be checked without Spark and without any storage: options that contradict each
   * other, and settings on top of a preset.
   *
   * @throws io.trainvae.error.JobException usage
   */
  void checkOptions() {}

  /**
   * Checks everything that can be checked without Spark, then does the work, then prints where the
   * results are.
   */
  abstract void execute(Context given);

  @Override
  public final Integer call() {
    checkOptions();
    execute(context);
    return 0;
  }
}
