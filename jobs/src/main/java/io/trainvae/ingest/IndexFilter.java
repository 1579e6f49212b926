package io.trainvae.ingest;

import io.trainvae.ingest.layout.IndexType;
import io.trainvae.ingest.layout.ParquetLayout;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.filter2.predicate.FilterApi;
import org.apache.parquet.filter2.predicate.FilterPredicate;
import org.apache.parquet.filter2.predicate.Operators.IntColumn;
import org.apache.parquet.filter2.predicate.Operators.LongColumn;

/**
 * The rows of a split that are wanted. Parquet refuses a predicate of another type than the file's
 * column, so it is made for each file.
 *
 * @param below indices below this one; {@link Long#MAX_VALUE} for all
 * @param among these indices; empty for all
 */
public record IndexFilter(long below, Set<Long> among) {
  private static final String BELOW = "train-vae.split.below";
  private static final String AMONG = "train-vae.split.among";
  private static final IntColumn INT = FilterApi.intColumn(ParquetLayout.INDEX);
  private static final LongColumn BIGINT = FilterApi.longColumn(ParquetLayout.INDEX);

  static IndexFilter below(long limit) {
    return new IndexFilter(limit, Set.of());
  }

  /**
   * @param indices one at least
   */
  static IndexFilter among(Collection<Long> indices) {
    return new IndexFilter(Long.MAX_VALUE, new TreeSet<>(indices));
  }

  void write(Configuration conf) {
    conf.setLong(BELOW, below);
    conf.setStrings(AMONG, among.stream().map(String::valueOf).toArray(String[]::new));
  }

  /** What {@link #write} wrote; empty without it. */
  static Optional<IndexFilter> read(Configuration conf) {
    if (conf.get(BELOW) == null) {
      return Optional.empty();
    }
    Set<Long> among =
        conf.getTrimmedStringCollection(AMONG).stream()
            .map(Long::valueOf)
            .collect(Collectors.toSet());
    return Optional.of(new IndexFilter(conf.getLong(BELOW, 0), among));
  }

  /**
   * The predicate for a file.
   *
   * @param type of its column
   */
  FilterPredicate predicate(IndexType type) {
    if (type == IndexType.BIGINT) {
      return among.isEmpty() ? FilterApi.lt(BIGINT, below) : FilterApi.in(BIGINT, among);
    }
    if (among.isEmpty()) {
      return below > Integer.MAX_VALUE
          ? FilterApi.ltEq(INT, Integer.MAX_VALUE)
          : FilterApi.lt(INT, (int) below);
    }
    Set<Integer> ints = new HashSet<>();
    // No row has -1, but Parquet wants one value at least.
    ints.add(-1);
    among.stream().filter(index -> index <= Integer.MAX_VALUE).forEach(i -> ints.add(i.intValue()));
    return FilterApi.in(INT, ints);
  }
}
