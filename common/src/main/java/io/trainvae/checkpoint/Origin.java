package io.trainvae.checkpoint;

import io.trainvae.config.ConfigWriter;
import io.trainvae.config.FlatSettings;
import io.trainvae.config.RunConfig;
import io.trainvae.data.DatasetInfo;
import io.trainvae.error.JobException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;

/**
 * Everything that determines the result of a training. A training can only be continued with the
 * same origin.
 *
 * <p>These may change: the number of epochs, upwards; between two epochs the number of workers; the
 * threads of a worker; the names of preset and data set; how often checkpoints are written; the
 * settings of pictures, and those of the evaluation unless every epoch is evaluated; and the place
 * of the data set. Between two epochs the data set may also have grown by whole parts.
 *
 * @param settings of the configuration, by dotted key
 * @param dataset the fields of {@code dataset.json}
 */
public record Origin(Map<String, String> settings, Map<String, String> dataset) {
  private static final Pattern FREE =
      Pattern.compile("preset|train\\.epochs|train\\.threads|checkpoint\\..*|decode\\..*");
  private static final Pattern EVALUATION = Pattern.compile("evaluate\\..*");
  private static final String WORKERS = "train.workers";

  static final String TRAINING = "training images";
  static final String VALIDATION = "validation images";
  static final String TEST = "test images";
  static final String PARTS = "parts";

  /**
   * The behaviour of trainings before these were settings; their checkpoints do not contain them.
   */
  private static final Map<String, String> FORMERLY =
      Map.ofEntries(
          Map.entry("optimiser.epsilon-rule", "epsilon-hat"),
          Map.entry("train.schedule.threshold-mode", "absolute"),
          Map.entry("train.schedule.warm-up-epochs", "0.0"),
          Map.entry("train.scaling.batch-exponent", "0.0"),
          Map.entry("train.scaling.least-batch", "1"),
          Map.entry("train.scaling.learning-rate-exponent", "0.0"),
          Map.entry("train.averaging-growth.first-frequency", "0"),
          Map.entry("train.averaging-growth.epochs", "1.0"),
          Map.entry("train.outer.type", "plain"),
          Map.entry("train.outer.rate", "1.0"),
          Map.entry("train.outer.momentum", "0.5"),
          Map.entry("train.outer.moments", "averaged"));

  public Origin {
    settings = new TreeMap<>(settings);
    dataset = new TreeMap<>(dataset);
  }

  /**
   * @param config with its number of workers resolved
   */
  public static Origin of(RunConfig config, DatasetInfo dataset) {
    Map<String, String> settings =
        FlatSettings.of(ConfigWriter.toYaml(config), "the configuration");
    settings.keySet().removeIf(key -> FREE.matcher(key).matches());
    if (!config.evaluate().eachEpoch()) {
      settings.keySet().removeIf(key -> EVALUATION.matcher(key).matches());
    }
    return new Origin(settings, facts(dataset));
  }

  private static Map<String, String> facts(DatasetInfo dataset) {
    Map<String, String> facts = new TreeMap<>();
    facts.put(TRAINING, Long.toString(dataset.trainImages()));
    facts.put(TEST, Long.toString(dataset.testImages()));
    if (dataset.validationImages() > 0) {
      facts.put(VALIDATION, Long.toString(dataset.validationImages()));
    }
    if (!dataset.parts().isEmpty()) {
      facts.put(PARTS, DatasetGrowth.parts(dataset));
    }
    facts.put("height", Integer.toString(dataset.height()));
    facts.put("width", Integer.toString(dataset.width()));
    if (dataset.channels() != 1) {
      facts.put("channels", Integer.toString(dataset.channels()));
    }
    facts.put("synthetic", Boolean.toString(dataset.synthetic()));
    for (DatasetInfo.SourceFile source : dataset.sources()) {
      String key = "SHA-256 of " + source.file();
      for (int i = 2; facts.containsKey(key); i++) {
        key = "SHA-256 of %s (%d)".formatted(source.file(), i);
      }
      facts.put(key, source.sha256());
    }
    return facts;
  }

  /** The same with this number of workers. */
  public Origin withWorkers(int workers) {
    Map<String, String> others = new TreeMap<>(settings);
    others.put(WORKERS, Integer.toString(workers));
    return new Origin(others, dataset);
  }

  /** The same, but on a data set that only grew since, on that. */
  public Origin grownTo(Origin now) {
    return DatasetGrowth.isGrown(dataset, now.dataset) ? new Origin(settings, now.dataset) : this;
  }

  /** The number of workers. */
  public int workers() {
    return Integer.parseInt(settings.getOrDefault(WORKERS, "0"));
  }

  /** Whether the state contains the velocity of {@link io.trainvae.config.OuterStep}. */
  boolean hasVelocity() {
    return workers() != 1
        && !settings.getOrDefault("train.outer.type", "plain").equals("plain")
        && Double.parseDouble(settings.getOrDefault("train.outer.momentum", "0")) > 0;
  }

  /**
   * Checks that a run which began with this origin can continue with another one.
   *
   * @throws JobException usage, naming every setting that differs; data, where only the data set
   *     does
   */
  public void mustEqual(Origin now, Path run) {
    Map<String, String> then = new TreeMap<>(settings);
    FORMERLY.forEach(then::putIfAbsent);
    List<String> settingsDiffer = differences(then, now.settings);
    List<String> datasetsDiffer = differences(dataset, now.dataset);
    if (!settingsDiffer.isEmpty()) {
      List<String> all = new ArrayList<>(settingsDiffer);
      all.addAll(datasetsDiffer);
      throw JobException.usage(
          "Cannot resume %s with another configuration: %s".formatted(run, String.join(", ", all)));
    }
    if (!datasetsDiffer.isEmpty()) {
      throw JobException.data(
          "Cannot resume %s on another data set: %s"
              .formatted(run, String.join(", ", datasetsDiffer)));
    }
  }

  private static List<String> differences(Map<String, String> then, Map<String, String> now) {
    TreeSet<String> keys = new TreeSet<>(then.keySet());
    keys.addAll(now.keySet());
    return keys.stream()
        .filter(key -> !shown(then, key).equals(shown(now, key)))
        .map(key -> "%s is %s, was %s".formatted(key, shown(now, key), shown(then, key)))
        .toList();
  }

  private static String shown(Map<String, String> values, String key) {
    return values.getOrDefault(key, "not set");
  }
}
