package io.trainvae.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trainvae.data.idx.IdxReader;
import io.trainvae.error.JobException;
import io.trainvae.storage.PlainJson;
import io.trainvae.storage.Storage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Reads and writes {@code dataset.json}, whose presence says that a data set is complete. */
public final class DatasetJson {
  /** The file's name in a data set's root. */
  public static final String FILE = "dataset.json";

  /** Room for the names of 600,000 files of 64 MiB. */
  private static final long MOST_BYTES = 64 << 20;

  private static final String FILES = "files";

  private static final ObjectReader READER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build()
          .readerFor(DatasetInfo.class);

  private DatasetJson() {}

  /**
   * The content of the file.
   *
   * @param files names of the files that belong to each split; empty if all in its folder do
   */
  public record Contents(DatasetInfo info, Map<Split, List<String>> files) {}

  /**
   * @param root the data set's
   * @throws JobException exit code 3 if it is absent or damaged, 4 if the storage fails
   */
  public static DatasetInfo read(Path root, Configuration conf) {
    return contents(root, conf).info();
  }

  /**
   * @param root the data set's
   * @throws JobException exit code 3 if it is absent or damaged, 4 if the storage fails
   */
  public static Contents contents(Path root, Configuration conf) {
    Storage storage = new Storage(conf);
    Path file = new Path(root, FILE);
    if (!storage.exists(file)) {
      throw JobException.data(
          "Cannot open the data set " + root + ": it has no " + FILE + "; run ingest first");
    }
    byte[] json = storage.read(file, MOST_BYTES);
    try {
      JsonNode tree = READER.readTree(json);
      DatasetInfo info =
          tree instanceof ObjectNode described
              ? READER.readValue(withDefaults(described))
              : READER.readValue(json);
      return new Contents(checked(info, file), files(tree.path(FILES)));
    } catch (JsonProcessingException e) {
      throw damaged(file, e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw damaged(file, e.getMessage(), e);
    }
  }

  /** Fields that earlier versions did not write. */
  private static JsonNode withDefaults(ObjectNode described) {
    ObjectNode defaults = PlainJson.MAPPER.createObjectNode();
    defaults.put("channels", 1).put("validation_images", 0);
    defaults.putArray("class_names");
    defaults.putArray("parts");
    defaults.putNull("features");
    return defaults.setAll(described);
  }

  private static Map<Split, List<String>> files(JsonNode listed) {
    Map<Split, List<String>> files = new EnumMap<>(Split.class);
    for (Split split : Split.values()) {
      if (listed.has(split.id())) {
        List<String> names = new ArrayList<>();
        listed.get(split.id()).forEach(name -> names.add(name.asText()));
        files.put(split, names);
      }
    }
    return files;
  }

  /**
   * The file's content.
   *
   * @param files names of the files that belong to each split; empty if all in its folder do
   */
  public static byte[] bytes(DatasetInfo info, Map<Split, List<String>> files) {
    ObjectNode json = PlainJson.MAPPER.valueToTree(info);
    if (!files.isEmpty()) {
      ObjectNode listed = json.putObject(FILES);
      files.forEach((split, names) -> listed.set(split.id(), PlainJson.MAPPER.valueToTree(names)));
    }
    try {
      String text =
          PlainJson.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
      return text.getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A data set's description is always JSON", e);
    }
  }

  private static DatasetInfo checked(DatasetInfo info, Path file) {
    requireWithin("height", info.height(), IdxReader.MAX_SIDE, file);
    requireWithin("width", info.width(), IdxReader.MAX_SIDE, file);
    if (info.channels() != 1 && info.channels() != 3) {
      throw damaged(file, "channels is " + info.channels() + ", expected 1 or 3", null);
    }
    if (info.hasFeatures()) {
      checkFeatures(info, file);
    }
    requireWithin("classes", info.classes(), Integer.MAX_VALUE, file);
    for (Split split : Split.values()) {
      if (info.images(split) < 0) {
        throw damaged(file, split.id() + "_images is " + info.images(split), null);
      }
    }
    return info;
  }

  private static void checkFeatures(DatasetInfo info, Path file) {
    Features features = info.features();
    boolean vectors = info.height() == 1 && info.channels() == 1;
    if (!vectors
        || features.count() != info.width()
        || features.deviation().size() != info.width()) {
      throw damaged(
          file,
          "%d means and %d deviations of features, expected %s as the size says"
              .formatted(features.count(), features.deviation().size(), info.size()),
          null);
    }
    for (int i = 0; i < features.count(); i++) {
      float mean = features.mean().get(i);
      float deviation = features.deviation().get(i);
      if (!Float.isFinite(mean) || !(deviation > 0 && Float.isFinite(deviation))) {
        throw damaged(
            file,
            "feature %d has mean %s and deviation %s, expected finite numbers and a positive deviation"
                .formatted(i, mean, deviation),
            null);
      }
    }
  }

  private static void requireWithin(String field, int value, int most, Path file) {
    if (value < 1 || value > most) {
      throw damaged(
          file,
          "%s is %d, expected %s"
              .formatted(field, value, most == Integer.MAX_VALUE ? "at least 1" : "1 to " + most),
          null);
    }
  }

  private static JobException damaged(Path file, String why, Throwable cause) {
    // The first line, without the name of the library's switch that asked for the check.
    String line = why.lines().findFirst().orElse("").replaceFirst("; `.*", "");
    return JobException.data("Cannot read " + file + ": " + line + "; run ingest again", cause);
  }
}
