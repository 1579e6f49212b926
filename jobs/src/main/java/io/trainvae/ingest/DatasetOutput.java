package io.trainvae.ingest;

import io.trainvae.data.DatasetJson;
import io.trainvae.error.JobException;
import io.trainvae.ingest.images.BadImages;
import io.trainvae.output.OutputKind;
import io.trainvae.storage.Storage;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.Path;

/** A folder that a data set goes to. */
public final class DatasetOutput implements OutputKind {
  /** Folder within it for copies of source files, as long as executors need them. */
  static final String SOURCE = "_source";

  @Override
  public String name() {
    return "data set";
  }

  @Override
  public String withArticle() {
    return "a data set";
  }

  @Override
  public String mark() {
    return DatasetJson.FILE;
  }

  @Override
  public boolean hasSuccess() {
    return false;
  }

  /** {@code _ingest} is a folder that the first versions of this program left on object stores. */
  @Override
  public Set<String> otherNames() {
    return Set.of(SOURCE, "_ingest");
  }

  @Override
  public Set<String> extraFiles() {
    return Set.of(BadImages.FILE);
  }

  @Override
  public Optional<String> refusal(Storage storage, Path root, Set<String> names) {
    if (!names.contains(DatasetJson.FILE)) {
      return names.contains("_ingest")
          ? Optional.empty()
          : Optional.of("it has " + String.join(", ", names) + " but no " + DatasetJson.FILE);
    }
    try {
      DatasetJson.read(root, storage.configuration());
      return Optional.empty();
    } catch (JobException e) {
      return Optional.of("its " + DatasetJson.FILE + " is not that of a data set");
    }
  }
}
