package io.trainvae.compare;

import java.util.List;
import org.apache.hadoop.fs.Path;

/**
 * The arguments of {@code compare}.
 *
 * @param runs folders of at least two runs, in the order of the page
 * @param output the page
 */
public record CompareRequest(List<Path> runs, Path output) {
  public CompareRequest {
    runs = List.copyOf(runs);
  }
}
