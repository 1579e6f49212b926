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

  /**
   * If there is no backend at all, ND4J reports it when it starts; until then this one is assumed.
   */
  private static final Backend NATIVE = new Backend("nd4j-native", true);

  /**
   * The backend that ND4J takes or will take: the one with the highest priority among those on the
   * class path that find what they need on this machine. Determined without starting it.
   */
  public static Backend best() {
    return available()
        .max(Comparator.comparingInt(Backend::priority))
        .map(Backend::of)
        .orElse(NATIVE);
  }

  /** All backends on the class path, including those that this machine does not support. */
  public static List<Backend> onClassPath() {
    return all().map(Backend::of).toList();
  }

  private static Stream<Nd4jBackend> all() {
    return ServiceLoader.load(Nd4jBackend.class).stream().map(Provider::get);
  }

  private static Stream<Nd4jBackend> available() {
    return all().filter(Backend::isAvailable);
  }

  /** CUDA's backend throws various errors if there is no driver or no card. */
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
