package io.trainvae.data.idx;

/** The two kinds of IDX file that a data set is made of. */
public enum IdxKind {
  /** Rank 3: count, height, width. */
  IMAGES("images", "image", 3),
  /** Rank 1: count. */
  LABELS("labels", "label", 1);

  /** The only type of value that MNIST's relatives use. */
  static final int UNSIGNED_BYTES = 0x08;

  private final String plural;
  private final String singular;
  private final int rank;

  IdxKind(String plural, String singular, int rank) {
    this.plural = plural;
    this.singular = singular;
    this.rank = rank;
  }

  /** Two zero bytes, the type of the values, the number of dimensions. */
  int magic() {
    return UNSIGNED_BYTES << 8 | rank;
  }

  int rank() {
    return rank;
  }

  int headerBytes() {
    return 4 + 4 * rank;
  }

  String plural() {
    return plural;
  }

  String singular() {
    return singular;
  }
}
