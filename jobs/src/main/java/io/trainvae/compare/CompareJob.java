package io.trainvae.compare;

import io.trainvae.report.ComparedRun;
import io.trainvae.report.ComparisonPage;
import io.trainvae.storage.Storage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/** Reads what several runs left behind and puts it side by side on one page. */
public final class CompareJob {
  private final Storage storage;
  private final CompareRequest request;

  public CompareJob(Storage storage, CompareRequest request) {
    this.storage = storage;
    this.request = request;
  }

  /**
   * Writes the page and returns its content.
   *
   * @throws io.trainvae.error.JobException usage, when a folder holds no trained run
   */
  public List<ComparedRun> execute() {
    List<String> names = RunNames.of(request.runs());
    RunReader reader = new RunReader(storage);
    List<ComparedRun> runs =
        IntStream.range(0, names.size())
            .mapToObj(i -> reader.read(request.runs().get(i), names.get(i)))
            .toList();
    String page = ComparisonPage.render(runs);
    storage.writeAtomically(request.output(), page.getBytes(StandardCharsets.UTF_8));
    return runs;
  }
}
