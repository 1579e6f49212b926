package io.trainvae.device;

import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.ServiceLoader.Provider;
import java.util.stream.Stream;
import org.nd4j.linalg.factory.Nd4jBackend;

/**
 * A backend of ND4J.
 *
 * @param name {@code nd4j-native}, {@code nd4j-cuda}
 * @param onProcessor whether it computes on processors, and not on a GPU
 */
public record Backend(String name, boolean onProcessor) {

  /** Where there is none at all ND4J says so when it starts; until then it is taken for this. */
  private static final Backend NATIVE = new Backend("nd4j-native", true);

  /**
   * The one that ND4J takes, or will take: of those on the class path that find what they need on
   * this machine, the one of the highest priority. Found out without starting it.
   */
  public static Backend best() {
    return available()
        .max(Comparator.comparingInt(Backend::priority))
        .map(Backend::of)
        .orElse(NATIVE);
  }

  /** All that the class path has, whether this machine has what they need or not. */
  public static List<Backend> onClassPath() {
    return all().map(Backend::of).toList();
  }

  private static Stream<Nd4jBackend> all() {
    return ServiceLoader.load(Nd4jBackend.class).stream().map(Provider::get);
  }

  private static Stream<Nd4jBackend> available() {
    return all().filter(Backend::isAvailable);
  }

  /**
   * CUDA's backend throws where there is no driver or no card, in whatever way that shows first.
   */
  private static boolean isAvailable(Nd4jBackend backend) {
    try {
      return backend.isAvailable();
    } catch (RuntimeException | LinkageError e) {
      return false;
    }
  }

  private static int priority(Nd4jBackend backend) {
    return backend.getPriority();
  }

  private static Backend of(Nd4jBackend backend) {
    return switch (backend.getClass().getSimpleName()) {
      case "CpuBackend" -> NATIVE;
      case "JCublasBackend" -> new Backend("nd4j-cuda", false);
      default -> new Backend(backend.getClass().getName(), false);
    };
  }

  @Override
  public String toString() {
    return name + (onProcessor ? " (CPU)" : " (GPU)");
  }
}
