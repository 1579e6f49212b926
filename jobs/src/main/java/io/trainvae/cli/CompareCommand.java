package io.trainvae.cli;

import io.trainvae.compare.CompareJob;
import io.trainvae.compare.CompareRequest;
import io.trainvae.error.JobException;
import io.trainvae.metrics.Summary;
import io.trainvae.report.Comparability;
import io.trainvae.report.ComparedRun;
import io.trainvae.report.ComparisonPage;
import io.trainvae.storage.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "compare",
    description =
        "Puts several runs side by side on one page: figures, losses, settings, pictures.",
    footer = {
      "  train-vae compare runs/small runs/large",
      "  train-vae compare s3a://bucket/runs/1 s3a://bucket/runs/2 --output 1-and-2.html"
    })
final class CompareCommand extends JobCommand {
  @Parameters(
      arity = "0..*",
      paramLabel = "RUN",
      description = "Folders of trained runs, at least two.")
  private List<String> runs = new ArrayList<>();

  @Option(
      names = "--output",
      paramLabel = "FILE",
      defaultValue = "compare.html",
      description = "The page: a local path or a URI. Default: ${DEFAULT-VALUE}.")
  private String output;

  CompareCommand(Context context) {
    super(context);
  }

  @Override
  void execute(Context given) {
    Storage storage = given.runner().storage();
    List<Path> roots = runs.stream().map(storage::path).toList();
    if (roots.size() < 2) {
      throw JobException.usage(
          "Cannot compare %d %s: expected at least 2"
              .formatted(roots.size(), roots.size() == 1 ? "run" : "runs"));
    }
    refuseTwice(roots);
    Path page = storage.path(output);
    roots.forEach(storage::preflightRead);
    storage.preflightWrite(page.getParent());
    refuseOtherFile(storage, page);
    List<ComparedRun> compared = new CompareJob(storage, new CompareRequest(roots, page)).execute();
    String warning = Comparability.of(compared).warning();
    if (!warning.isEmpty()) {
      given.err().println(warning);
    }
    ResultTable table = new ResultTable().place("comparison", page);
    compared.forEach(run -> table.row(run.name(), shown(run)));
    table.print(given.out());
  }

  private static void refuseOtherFile(Storage storage, Path page) {
    if (storage.isFolder(page)) {
      throw JobException.usage("Cannot write %s: it is a folder, expected a file".formatted(page));
    }
    if (storage.exists(page) && !ComparisonPage.isOne(storage.read(page))) {
      throw JobException.usage(
          "Cannot write %s: it is no page of this command; expected a new file or one to replace"
              .formatted(page));
    }
  }

  private static void refuseTwice(List<Path> roots) {
    for (Path root : roots) {
      if (roots.indexOf(root) != roots.lastIndexOf(root)) {
        throw JobException.usage(
            "Cannot compare %s with itself: expected different runs".formatted(root));
      }
    }
  }

  private static String shown(ComparedRun run) {
    Summary summary = run.summary();
    if (!summary.trained()) {
      return summary.outcome().words();
    }
    return summary.test() == null || summary.test().negElbo() == null
        ? "not evaluated"
        : String.format(
            Locale.ROOT, "test -ELBO %.2f, %s", summary.test().negElbo(), summary.testedOn());
  }
}
