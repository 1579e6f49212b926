package io.trainvae.data.source;

import io.trainvae.data.idx.IdxKind;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a publisher's IDX files differ from those of MNIST.
 *
 * @param name of the data set
 * @param files names of the four files, without {@code .gz}, in the order of {@link IdxFiles#NAMES}
 * @param labels kind of the files of labels
 * @param transposed whether rows of the files are columns of the images
 * @param firstLabel the number of the first class in these files
 */
public record IdxForm(
    String name, List<String> files, IdxKind labels, boolean transposed, int firstLabel)
    implements Serializable {
  /** The form of MNIST, Fashion-MNIST and KMNIST. */
  public static final IdxForm MNIST =
      new IdxForm("mnist", IdxFiles.NAMES, IdxKind.LABELS, false, 0);

  /** Cohen et al. 2017: six splits, whose images lie on their side, mirrored. */
  private static final List<String> EMNIST =
      List.of("byclass", "bymerge", "balanced", "letters", "digits", "mnist");

  /** Yadav and Bottou 2019. */
  private static final IdxForm QMNIST =
      new IdxForm(
          "qmnist",
          List.of(
              "qmnist-train-images-idx3-ubyte",
              "qmnist-train-labels-idx2-int",
              "qmnist-test-images-idx3-ubyte",
              "qmnist-test-labels-idx2-int"),
          IdxKind.EXTENDED_LABELS,
          false,
          0);

  /** All but {@link #MNIST}. */
  static final List<IdxForm> OTHERS =
      Stream.concat(EMNIST.stream().map(IdxForm::emnist), Stream.of(QMNIST)).toList();

  private static IdxForm emnist(String split) {
    String start = "emnist-" + split + "-";
    return new IdxForm(
        "emnist-" + split,
        List.of(
            start + "train-images-idx3-ubyte",
            start + "train-labels-idx1-ubyte",
            start + "test-images-idx3-ubyte",
            start + "test-labels-idx1-ubyte"),
        IdxKind.LABELS,
        true,
        // Letters are counted from 1.
        split.equals("letters") ? 1 : 0);
  }

  static Optional<IdxForm> named(String name) {
    return OTHERS.stream().filter(form -> form.name.equals(name)).findFirst();
  }
}
