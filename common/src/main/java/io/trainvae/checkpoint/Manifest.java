package io.trainvae.checkpoint;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code manifest.json}: the list of a checkpoint's files. A folder without it is not a checkpoint
 * yet. All its content is also stored in the files themselves or in the folder's name, so that
 * damage to the manifest is detected too.
 *
 * @param position the folder's name
 * @param config SHA-256 of the settings that decide the numbers
 * @param dataset SHA-256 of the description of the data set
 * @param parts every other file
 */
record Manifest(
    int format,
    String position,
    @JsonProperty("config_sha256") String config,
    @JsonProperty("dataset_sha256") String dataset,
    List<Part> parts) {
  static final int FORMAT = 1;
  static final String FILE = "manifest.json";
  static final long LARGEST = 1 << 16;

  Manifest {
    parts = parts == null ? List.of() : List.copyOf(parts);
  }

  static Manifest of(Checkpoint checkpoint, List<Part> parts) {
    return new Manifest(
        FORMAT,
        checkpoint.at().name(),
        digest(checkpoint.origin().settings()),
        digest(checkpoint.origin().dataset()),
        parts);
  }

  static String digest(Map<String, String> values) {
    return Json.sha256(Json.bytes(values));
  }

  Optional<Part> part(String name) {
    return parts.stream().filter(part -> name.equals(part.name())).findFirst();
  }
}
