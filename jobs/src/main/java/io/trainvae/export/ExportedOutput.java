package io.trainvae.export;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.trainvae.exchange.ExchangeFormat;
import io.trainvae.output.OutputKind;
import io.trainvae.storage.JsonFiles;
import io.trainvae.storage.Storage;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;

/** A folder that a model is exported to. */
public final class ExportedOutput implements OutputKind {
  /** The file's name in the folder. */
  static final String FILE = "export.json";

  private static final long LARGEST = 1 << 20;

  /**
   * {@code export.json}: the run, the model and the checksums of the files.
   *
   * @param parametersSha256 of the model
   * @param formats of the files, by their ids
   * @param files SHA-256 of each, by name
   */
  record Description(
      String run,
      @JsonProperty("parameters_sha256") String parametersSha256,
      Set<ExchangeFormat> formats,
      Map<String, String> files) {
    Description {
      formats = formats == null ? Set.of() : Set.copyOf(formats);
      files = files == null ? Map.of() : new TreeMap<>(files);
    }
  }

  /** The formats in which a folder has a model. */
  static Set<ExchangeFormat> formats(Storage storage, Path root, String parametersSha256) {
    Path file = new Path(root, FILE);
    if (!storage.exists(file)) {
      return Set.of();
    }
    Description description = JsonFiles.read(storage, file, LARGEST, Description.class);
    return parametersSha256.equals(description.parametersSha256) ? description.formats : Set.of();
  }

  @Override
  public String name() {
    return "export";
  }

  @Override
  public String withArticle() {
    return "an export";
  }

  @Override
  public String mark() {
    return FILE;
  }

  @Override
  public boolean hasSuccess() {
    return false;
  }

  @Override
  public Set<String> otherNames() {
    return Set.of();
  }

  @Override
  public Set<String> files() {
    return Arrays.stream(ExchangeFormat.values())
        .flatMap(format -> format.files().stream())
        .collect(Collectors.toSet());
  }

  @Override
  public Optional<String> refusal(Storage storage, Path root, Set<String> names) {
    return names.contains(FILE)
        ? Optional.empty()
        : Optional.of("it has %s but no %s".formatted(String.join(", ", names), FILE));
  }
}
