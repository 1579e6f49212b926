package io.trainvae.encode;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.trainvae.data.DatasetInfo;
import io.trainvae.data.Split;
import io.trainvae.output.OutputKind;
import io.trainvae.storage.JsonFiles;
import io.trainvae.storage.Storage;
import io.trainvae.storage.StorageErrors;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;

/** A folder that encoded images go to. */
public final class EncodedOutput implements OutputKind {
  /** The file's name in the folder. */
  static final String FILE = "_encoded.json";

  private static final long LARGEST = 1 << 24;

  /**
   * {@code _encoded.json}: the model and the data set of the rows.
   *
   * @param parametersSha256 of the model that encoded them
   * @param data root of the data set
   * @param fingerprint of {@link DatasetInfo#fingerprint}; null in descriptions of before there was
   *     one
   * @param rows of both splits
   * @param files names of the files that belong to each split, by its id; empty if all in its
   *     folder do
   */
  record Description(
      String run,
      @JsonProperty("parameters_sha256") String parametersSha256,
      String data,
      String fingerprint,
      @JsonProperty("importance_samples") int importanceSamples,
      long rows,
      Map<String, List<String>> files) {
    Description {
      files = files == null ? Map.of() : new TreeMap<>(files);
    }

    static Description read(Storage storage, Path root) {
      return JsonFiles.read(storage, new Path(root, FILE), LARGEST, Description.class);
    }

    boolean isOf(String model, DatasetInfo dataset) {
      return model.equals(parametersSha256)
          && (fingerprint == null || fingerprint.equals(dataset.fingerprint()));
    }
  }

  /**
   * Whether a folder contains a complete encoding of a data set by a model. The first versions of
   * this program did not record the model and the data set.
   */
  public static boolean isComplete(
      Storage storage, Path root, String parametersSha256, DatasetInfo dataset) {
    return storage.exists(new Path(root, "_SUCCESS"))
        && (!storage.exists(new Path(root, FILE))
            || Description.read(storage, root).isOf(parametersSha256, dataset));
  }

  @Override
  public String name() {
    return "encoding";
  }

  @Override
  public String withArticle() {
    return "an encoding";
  }

  @Override
  public String mark() {
    return FILE;
  }

  @Override
  public boolean hasSuccess() {
    return true;
  }

  @Override
  public Set<String> otherNames() {
    return Set.of();
  }

  /** The first versions of this program wrote no description; the rows show it. */
  @Override
  public Optional<String> refusal(Storage storage, Path root, Set<String> names) {
    if (names.contains(FILE) || hasScores(storage, root)) {
      return Optional.empty();
    }
    return Optional.of(
        "it has %s but no %s, and rows without %s"
            .formatted(String.join(", ", names), FILE, EncodeJob.SCORE));
  }

  private static boolean hasScores(Storage storage, Path root) {
    for (Split split : Split.values()) {
      for (Path file : storage.list(new Path(root, split.folder()))) {
        if (file.getName().endsWith(".parquet")) {
          return hasScore(storage, file);
        }
      }
    }
    return false;
  }

  private static boolean hasScore(Storage storage, Path file) {
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(file, storage.configuration()))) {
      return reader.getFooter().getFileMetaData().getSchema().containsField(EncodeJob.SCORE);
    } catch (IOException e) {
      throw StorageErrors.of("read", file, e);
    } catch (RuntimeException e) {
      return false; // no Parquet
    }
  }
}
