package io.trainvae.ingest;

import io.trainvae.data.DatasetInfo;
import io.trainvae.data.DatasetJson;
import io.trainvae.data.Progress;
import io.trainvae.output.OutputFolder;
import io.trainvae.storage.Redaction;
import io.trainvae.storage.Storage;
import java.util.function.Consumer;

/**
 * Makes a data set, or adds a part to one: takes the place, has the rows written, and publishes.
 *
 * @param beforePublication gets the data set when it is whole and nothing is replaced yet
 */
record DatasetPublication(
    Storage storage,
    IngestRequest request,
    Progress progress,
    Consumer<DatasetInfo> beforePublication) {

  /** Writes rows. */
  @FunctionalInterface
  interface Writing {
    /**
     * @param former the data set that the rows are added to; null to begin one
     * @return the new data set, without what existed before
     */
    DatasetInfo write(OutputFolder folder, DatasetInfo former);
  }

  /** Returns what {@code dataset.json} says then. */
  DatasetInfo of(Writing writing) {
    return request.settings().appends() ? append(writing) : make(writing);
  }

  private DatasetInfo make(Writing writing) {
    try (OutputFolder folder =
        OutputFolder.claim(storage, request.output(), new DatasetOutput(), progress::notice)) {
      DatasetInfo info = writing.write(folder, null);
      beforePublication.accept(info);
      folder.publish(files -> DatasetJson.bytes(info, files));
      return info;
    }
  }

  private DatasetInfo append(Writing writing) {
    DatasetJson.read(request.output(), storage.configuration());
    try (OutputFolder folder =
        OutputFolder.claimToAppend(
            storage, request.output(), new DatasetOutput(), progress::notice)) {
      GrownDataset there = GrownDataset.open(storage, request.output());
      there.listFiles();
      DatasetInfo added = writing.write(folder, there.info());
      if (there.has(added)) {
        progress.notice(
            "Nothing added: %s has the same %s already".formatted(request.output(), added.items()));
        return there.info();
      }
      DatasetInfo info = there.with(added, Redaction.text(request.source()));
      beforePublication.accept(info);
      folder.publish(files -> DatasetJson.bytes(info, there.with(files)));
      return info;
    }
  }
}
