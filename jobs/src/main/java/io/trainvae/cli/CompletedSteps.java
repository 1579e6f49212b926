package io.trainvae.cli;

import io.trainvae.config.ConfigLoader;
import io.trainvae.config.RunConfig;
import io.trainvae.data.DatasetInfo;
import io.trainvae.encode.EncodedOutput;
import io.trainvae.metrics.Summary;
import io.trainvae.run.RunFolder;
import io.trainvae.storage.Storage;
import io.trainvae.train.ResumePoint;
import java.util.List;

/**
 * Which steps of a run that is resumed need not be taken again. A step that is to be taken makes
 * the ones after it necessary.
 */
record CompletedSteps(boolean trained, boolean evaluated, boolean encoded, boolean drawn) {

  static final CompletedSteps NOTHING = new CompletedSteps(false, false, false, false);

  static CompletedSteps of(
      Storage storage,
      RunFolder run,
      ResumePoint found,
      DatasetInfo dataset,
      SampleOptions samples,
      boolean dims) {
    if (!found.trained()) {
      return NOTHING;
    }
    RunConfig before = new ConfigLoader(storage).read(run.layout().config(), List.of());
    RunConfig now = found.config();
    boolean evaluated =
        before.evaluate().equals(now.evaluate()) && isEvaluated(run.summary(), samples);
    boolean encoded =
        evaluated
            && EncodedOutput.isComplete(
                storage, run.layout().encoded(), run.summary().parametersSha256(), dataset);
    boolean drawn = encoded && !dims && before.decode().equals(now.decode()) && run.isComplete();
    return new CompletedSteps(true, evaluated, encoded, drawn);
  }

  private static boolean isEvaluated(Summary summary, SampleOptions samples) {
    Summary.Test test = summary.test();
    if (!summary.testedOnAll() || !samples.isChosen()) {
      return summary.testedOnAll();
    }
    return samples.count() == (test.importanceSamples() == null ? 0 : test.importanceSamples());
  }
}
