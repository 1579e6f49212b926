package io.trainvae.checkpoint;

import io.trainvae.data.DatasetInfo;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether a data set equals another one to which only images were added. */
final class DatasetGrowth {
  private static final Set<String> GROWING =
      Set.of(Origin.TRAINING, Origin.VALIDATION, Origin.TEST, Origin.PARTS);

  private DatasetGrowth() {}

  /** {@code 900+0+100 90+0+10}: of each part the images to train, to validate and to test on. */
  static String parts(DatasetInfo dataset) {
    return dataset.parts().stream()
        .map(p -> p.trainImages() + "+" + p.validationImages() + "+" + p.testImages())
        .collect(Collectors.joining(" "));
  }

  /**
   * @param then facts of {@link Origin}
   */
  static boolean isGrown(Map<String, String> then, Map<String, String> now) {
    boolean rest =
        then.entrySet().stream()
            .filter(fact -> !GROWING.contains(fact.getKey()))
            .allMatch(fact -> fact.getValue().equals(now.get(fact.getKey())));
    String parts = now.getOrDefault(Origin.PARTS, "");
    String before = then.getOrDefault(Origin.PARTS, "");
    return rest
        && now.containsKey(Origin.PARTS)
        && !before.equals(parts)
        && (before.isEmpty() ? isFirst(then, parts) : parts.startsWith(before + " "));
  }

  private static boolean isFirst(Map<String, String> then, String parts) {
    String images =
        List.of(Origin.TRAINING, Origin.VALIDATION, Origin.TEST).stream()
            .map(fact -> then.getOrDefault(fact, "0"))
            .collect(Collectors.joining("+"));
    return parts.startsWith(images + " ");
  }
}
