package io.trainvae.data.source;

import io.trainvae.data.matlab.MatlabForm;
import io.trainvae.error.JobException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The files of a known data set, by the names that their publisher gave them, in a folder: {@code
 * emnist-letters:FOLDER}.
 *
 * @param name of the data set
 * @param place of the folder, a path or URI
 */
public record PublishedFiles(String name, String place) {
  private static final Set<String> CIFAR = Set.of("cifar-10", "cifar-100");

  /**
   * @return empty for any other kind of source
   * @throws JobException usage, for a data set without the place of its files
   */
  public static Optional<PublishedFiles> of(String source) {
    int colon = source.indexOf(':');
    String name = colon < 0 ? source : source.substring(0, colon);
    boolean known =
        CIFAR.contains(name)
            || IdxForm.named(name).isPresent()
            || MatlabForm.named(name).isPresent();
    if (known && colon < 0) {
      throw JobException.usage(
          "Cannot download %s: expected %s:FOLDER, with its files".formatted(name, name));
    }
    return known
        ? Optional.of(new PublishedFiles(name, source.substring(colon + 1)))
        : Optional.empty();
  }

  /** {@code emnist-byclass:, ...}, for messages. */
  public static String names() {
    return Stream.of(
            IdxForm.OTHERS.stream().map(IdxForm::name),
            CIFAR.stream().sorted(),
            Stream.of(MatlabForm.values()).map(MatlabForm::id))
        .flatMap(names -> names)
        .map(name -> name + ":")
        .collect(Collectors.joining(", "));
  }

  public boolean isCifar() {
    return CIFAR.contains(name);
  }

  /** Which MATLAB files they are, if they are such. */
  public Optional<MatlabForm> matlab() {
    return MatlabForm.named(name);
  }

  /** The files, if they are IDX files. */
  public IdxFiles idx(Path folder, Configuration conf) {
    return IdxFiles.in(folder, IdxForm.named(name).orElseThrow(), conf);
  }

  public CifarFiles cifar(Path folder, Configuration conf) {
    return CifarFiles.in(folder, name, conf);
  }
}
