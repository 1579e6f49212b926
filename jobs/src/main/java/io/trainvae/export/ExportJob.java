package io.trainvae.export;

import io.trainvae.exchange.ExchangeFormat;
import io.trainvae.exchange.ExchangeFormat.ModelFile;
import io.trainvae.exchange.ModelFacts;
import io.trainvae.inference.TrainedRun;
import io.trainvae.output.OutputFolder;
import io.trainvae.run.RunFolder;
import io.trainvae.run.RunLayout;
import io.trainvae.run.RunPublisher;
import io.trainvae.storage.JsonFiles;
import io.trainvae.storage.Overlap;
import io.trainvae.storage.Redaction;
import io.trainvae.storage.Storage;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.hadoop.fs.Path;

/**
 * Writes a trained model to a folder in a format of others. Files of the other format that the
 * folder has of the same model are made anew with it; those of another model go.
 */
public final class ExportJob {
  private final Storage storage;
  private final ExportRequest request;
  private final RunPublisher publisher;
  private final Consumer<String> notice;

  /**
   * @param publisher lets it write into the run, if the output is there
   * @param notice gets a line where it must wait
   */
  public ExportJob(
      Storage storage, ExportRequest request, RunPublisher publisher, Consumer<String> notice) {
    this.storage = storage;
    this.request = request;
    this.publisher = publisher;
    this.notice = notice;
  }

  /**
   * Returns the names of the files of the format that was asked for.
   *
   * @throws io.trainvae.error.JobException usage, if the output contains something else, or the
   *     model is too large for the format; data, if it is damaged
   */
  public List<String> execute() {
    refuseOverlap();
    TrainedRun run = TrainedRun.open(storage, request.run());
    ModelFacts facts = facts(run);
    request.format().of(run.model(), facts);
    try (OutputFolder output =
        OutputFolder.claim(storage, request.output(), new ExportedOutput(), notice)) {
      write(run, facts, output);
    }
    return request.format().files();
  }

  private void refuseOverlap() {
    if (!isOfRun()) {
      new Overlap(storage, "an export to", request.output()).refuse("the run", request.run());
    }
  }

  /** Whether the output is inside the run's folder. */
  private boolean isOfRun() {
    return request.output().equals(new RunLayout(request.run()).exported());
  }

  private ModelFacts facts(TrainedRun run) {
    RunFolder folder = run.folder();
    return ModelFacts.of(
        request.version(),
        run.model(),
        run.config(),
        present(folder.layout().provenance(), folder::provenance),
        present(folder.layout().summary(), folder::summary));
  }

  private <T> Optional<T> present(Path file, Supplier<T> content) {
    return storage.exists(file) ? Optional.of(content.get()) : Optional.empty();
  }

  private void write(TrainedRun run, ModelFacts facts, OutputFolder output) {
    String model = run.model().parametersSha256();
    Set<ExchangeFormat> formats = EnumSet.of(request.format());
    formats.addAll(ExportedOutput.formats(storage, request.output(), model));
    Map<String, String> written = new TreeMap<>();
    for (ExchangeFormat format : formats) {
      for (ModelFile file : format.of(run.model(), facts)) {
        byte[] content = file.content().get();
        output.write(file.name(), content);
        written.put(file.name(), sha256(content));
      }
    }
    var description =
        new ExportedOutput.Description(
            Redaction.text(request.run().toString()), model, formats, written);
    Runnable publication = () -> output.publish(splits -> JsonFiles.bytes(description));
    if (isOfRun()) {
      publisher.publish(run.folder(), model, publication);
    } else {
      publication.run();
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
