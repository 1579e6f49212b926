package io.trainvae.cli;

import io.trainvae.config.RunConfig;
import io.trainvae.data.DatasetJson;
import io.trainvae.error.JobException;
import io.trainvae.ingest.IngestRequest;
import io.trainvae.ingest.images.ImageSettings;
import io.trainvae.run.RunFolder;
import io.trainvae.storage.JsonFiles;
import io.trainvae.storage.Redaction;
import io.trainvae.storage.Storage;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.fs.Path;

/**
 * The options with which a run's own data set was made, so that a resumed run knows whether it is
 * the right one: {@code ingest.json} of the existing data set, and a hidden file of the one that is
 * being made.
 */
record IngestRecord(Storage storage, RunFolder run) {
  private static final String NONE = "none";
  private static final Set<String> KEYS = Set.of("source", "limit", "size", "seed");

  void begin(IngestRequest request) {
    JsonFiles.write(storage, run.layout().ingestUnderWay(), words(request));
  }

  /** Says that the data set is there. */
  void complete(IngestRequest request) {
    JsonFiles.write(storage, run.layout().ingest(), words(request));
    withdraw();
  }

  /** Takes back what {@link #begin} wrote. */
  void withdraw() {
    storage.delete(run.layout().ingestUnderWay());
  }

  /** The request of the earlier process, if there was one and it can be made again. */
  Optional<IngestRequest> earlier() {
    return read(run.layout().ingestUnderWay())
        .or(() -> read(run.layout().ingest()))
        .filter(words -> words.keySet().containsAll(KEYS))
        .filter(words -> !words.get("source").contains(Redaction.MARK))
        .map(this::request);
  }

  /**
   * Whether the data set already exists.
   *
   * @throws JobException usage, when it is another one than is asked for
   */
  boolean isDone(IngestRequest request) {
    if (!storage.exists(new Path(request.output(), DatasetJson.FILE))
        || storage.exists(run.layout().ingestUnderWay())) {
      return false;
    }
    Map<String, String> now = words(request);
    read(run.layout().ingest())
        .ifPresent(
            earlier ->
                keys(now, earlier)
                    .forEach(
                        key -> {
                          String value = now.getOrDefault(key, NONE);
                          if (!value.equals(earlier.getOrDefault(key, NONE))) {
                            throw JobException.usage(
                                "Cannot resume %s with other images: %s is %s, was %s"
                                    .formatted(
                                        run.layout().root(),
                                        key,
                                        value,
                                        earlier.getOrDefault(key, NONE)));
                          }
                        }));
    return true;
  }

  private Optional<Map<String, String>> read(Path file) {
    if (!storage.exists(file)) {
      return Optional.empty();
    }
    Map<String, String> words = new TreeMap<>();
    JsonFiles.read(storage, file, Map.class)
        .forEach((key, value) -> words.put(key.toString(), String.valueOf(value)));
    return Optional.of(words);
  }

  private static Map<String, String> words(IngestRequest request) {
    Map<String, String> words = new TreeMap<>();
    words.put("source", Redaction.text(request.source()));
    words.put("limit", request.limit().isPresent() ? "" + request.limit().getAsInt() : NONE);
    words.put(
        "size",
        request.size().map(size -> size.height() + "x" + size.width()).orElse(RunConfig.Data.ANY));
    words.put("seed", Long.toString(request.seed()));
    words.putAll(request.settings().given());
    return words;
  }

  private static Set<String> keys(Map<String, String> now, Map<String, String> earlier) {
    Set<String> keys = new TreeSet<>(now.keySet());
    keys.addAll(earlier.keySet());
    return keys;
  }

  private static ImageSettings settings(Map<String, String> words) {
    Map<String, String> given = new TreeMap<>(words);
    given.keySet().removeAll(KEYS);
    return new ImageSettings(given);
  }

  private IngestRequest request(Map<String, String> words) {
    String limit = words.get("limit");
    String size = words.get("size");
    return new IngestRequest(
        words.get("source"),
        run.layout().data(),
        limit.equals(NONE) ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(limit)),
        IngestOptions.parsed(size),
        Long.parseLong(words.get("seed")),
        settings(words));
  }
}
