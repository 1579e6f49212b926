package io.trainvae.data.idx;

/** The kinds of IDX file that a data set is made of. */
public enum IdxKind {
  /** Rank 3: count, height, width. */
  IMAGES("images", "image", 3),
  /** Rank 1: count. */
  LABELS("labels", "label", 1),
  /** Rank 2, of ints: count, and eight columns of which the first is the class, as in QMNIST. */
  EXTENDED_LABELS("labels", "label", 2);

  /** The only type of value that MNIST and most of its relatives use. */
  static final int UNSIGNED_BYTES = 0x08;

  /** Four bytes, the highest first. */
  static final int INTS = 0x0c;

  /** Bytes of an extended label. */
  static final int COLUMNS = 8;

  private final String plural;
  private final String singular;
  private final int rank;

  IdxKind(String plural, String singular, int rank) {
    this.plural = plural;
    this.singular = singular;
    this.rank = rank;
  }

  /** A name of the values, for messages. */
  String expectedType() {
    return this == EXTENDED_LABELS ? "0x0c (ints)" : "0x08 (unsigned bytes)";
  }

  /** Two zero bytes, the type of the values, the number of dimensions. */
  int magic() {
    return type() << 8 | rank;
  }

  private int type() {
    return this == EXTENDED_LABELS ? INTS : UNSIGNED_BYTES;
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
