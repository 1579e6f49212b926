package io.trainvae.compare;

import io.trainvae.config.FlatSettings;
import io.trainvae.error.JobException;
import io.trainvae.metrics.MetricsFile;
import io.trainvae.report.ComparedRun;
import io.trainvae.run.RunLayout;
import io.trainvae.run.SummaryFile;
import io.trainvae.storage.Storage;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.fs.Path;

/**
 * The files of a run. The configuration is read as text, so that runs of other versions of this
 * program can be compared.
 */
final class RunReader {
  /** Facts of the provenance that may also explain different figures. */
  private static final List<String> CIRCUMSTANCES =
      List.of("data", "commit", "backend", "host.name", "host.processors", "versions.java");

  private final Storage storage;

  RunReader(Storage storage) {
    this.storage = storage;
  }

  ComparedRun read(Path root, String name) {
    RunLayout layout = new RunLayout(root);
    for (Path needed : List.of(layout.config(), layout.summary())) {
      if (!storage.exists(needed)) {
        throw JobException.usage(
            "Cannot compare %s: it has no %s, expected the folder of a run that was trained"
                .formatted(root, needed.getName()));
      }
    }
    return new ComparedRun(
        name,
        root.toString(),
        SummaryFile.read(storage, layout.summary()),
        new MetricsFile(storage, layout.metrics()).read(),
        settings(layout),
        pictures(layout));
  }

  private Map<String, String> settings(RunLayout layout) {
    Map<String, String> settings = flat(layout.config());
    if (storage.exists(layout.provenance())) {
      Map<String, String> provenance = flat(layout.provenance());
      provenance.keySet().retainAll(CIRCUMSTANCES);
      settings.putAll(provenance);
    }
    return settings;
  }

  private Map<String, String> flat(Path file) {
    return FlatSettings.of(new String(storage.read(file), StandardCharsets.UTF_8), file.toString());
  }

  private Map<String, byte[]> pictures(RunLayout layout) {
    Map<String, byte[]> pictures = new LinkedHashMap<>();
    for (Path file : storage.list(layout.images())) {
      String name = file.getName().toLowerCase(Locale.ROOT);
      if (name.endsWith(".png") || name.endsWith(".gif")) {
        pictures.put(file.getName(), storage.read(file));
      }
    }
    return pictures;
  }
}
