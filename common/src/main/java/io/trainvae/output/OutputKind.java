package io.trainvae.output;

import io.trainvae.storage.Storage;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.Path;

/**
 * The kind of content of an output folder: {@code split=train}, {@code split=test} and a mark, or a
 * few files and a mark.
 */
public interface OutputKind {

  /** The user's word for it: {@code data set}. */
  String name();

  /** The same with its article: {@code a data set}. */
  String withArticle();

  /** File that says that the folder is complete, such as {@code dataset.json}. */
  String mark();

  /** Whether a complete folder also contains {@code _SUCCESS}, as Spark's own outputs do. */
  boolean hasSuccess();

  /** Names in the folder that belong to this program, besides the splits and the mark. */
  Set<String> otherNames();

  /** Names of further files, besides the splits and the mark, in a complete folder. */
  default Set<String> extraFiles() {
    return Set.of();
  }

  /** Names of files, besides the mark, of an output without splits. */
  default Set<String> files() {
    return Set.of();
  }

  /**
   * Why a folder with nothing but such names must not be replaced all the same; empty if it may.
   *
   * @param names all that is in the folder, without leases
   */
  Optional<String> refusal(Storage storage, Path root, Set<String> names);
}
