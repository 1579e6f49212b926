package io.trainvae.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkEnv;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.BlockId;
import scala.runtime.AbstractFunction1;

/**
 * A session on a cluster whose driver is the test's own virtual machine, with the project's own
 * settings, so that a test can look into Spark.
 */
public final class ClusterSession {
  private static final Path TESTS = ProjectFiles.root().resolve("jobs/target/test-classes");

  private ClusterSession() {}

  /**
   * @param settings in addition to those of {@code conf/spark-defaults.conf}
   */
  public static SparkSession open(StandaloneCluster cluster, Map<String, String> settings) {
    LocalSpark.stop();
    Properties defaults = new Properties();
    try (Reader file =
        Files.newBufferedReader(ProjectFiles.root().resolve("conf/spark-defaults.conf"))) {
      defaults.load(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    SparkSession.Builder builder = SparkSession.builder().appName("tests");
    defaults.forEach((key, value) -> builder.config(key.toString(), value.toString()));
    builder
        .master(cluster.masterUrl())
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.executor.memory", "1g")
        .config(
            "spark.executor.extraClassPath",
            String.join(":", ProjectFiles.jobJar().toString(), TESTS.toString(), mlJars()));
    settings.forEach(builder::config);
    SparkSession session = builder.getOrCreate();
    session.sparkContext().setLogLevel("ERROR");
    return session;
  }

  /**
   * Spark ML, which a Spark distribution has and the one that is gathered for the launcher has not.
   */
  private static String mlJars() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(jar -> jar.contains("spark-mllib") || jar.contains("breeze"))
        .collect(Collectors.joining(":"));
  }

  /** Waits until as many executors have come. */
  public static void awaitExecutors(SparkSession spark, int expected) {
    for (int i = 0; i < 1800; i++) {
      // The driver counts as one.
      if (spark.sparkContext().getExecutorMemoryStatus().size() == expected + 1) {
        return;
      }
      LoggedProcess.pause(Duration.ofMillis(100));
    }
    throw new IllegalStateException("not " + expected + " executors within three minutes");
  }

  /** Fails unless, within a minute, neither executors nor driver hold any block of the test. */
  public static void assertNothingIsHeld(SparkSession spark) {
    assertThat(spark.sparkContext().getPersistentRDDs().isEmpty()).isTrue();
    List<String> held = held();
    for (int i = 0; i < 60 && !held.isEmpty(); i++) {
      // Spark's own broadcasts are removed when the driver's garbage collector finds them.
      System.gc();
      LoggedProcess.pause(Duration.ofSeconds(1));
      held = held();
    }
    assertThat(held).isEmpty();
  }

  /** Fails unless, within half a minute, no file is left below the folders. */
  public static void assertNoFiles(List<Path> folders) {
    List<String> files = files(folders);
    for (int i = 0; i < 30 && !files.isEmpty(); i++) {
      LoggedProcess.pause(Duration.ofSeconds(1));
      files = files(folders);
    }
    assertThat(files).isEmpty();
  }

  /** The blocks of all block managers: broadcasts, cached partitions and shuffles. */
  private static List<String> held() {
    try {
      scala.collection.Seq<BlockId> blocks =
          SparkEnv.get().blockManager().master().getMatchingBlockIds(new Every(), true);
      return scala.collection.JavaConverters.seqAsJavaList(blocks).stream()
          .map(BlockId::name)
          .toList();
    } catch (Exception e) {
      // An executor went away before it answered.
      return List.of("not known: " + e);
    }
  }

  private static List<String> files(List<Path> folders) {
    List<String> files = new ArrayList<>();
    for (Path folder : folders) {
      try (Stream<Path> all = Files.walk(folder)) {
        all.filter(Files::isRegularFile).map(Path::toString).forEach(files::add);
      } catch (NoSuchFileException none) {
        continue;
      } catch (IOException | UncheckedIOException changing) {
        files.add(changing.getMessage());
      }
    }
    return files;
  }

  private static final class Every extends AbstractFunction1<BlockId, Object>
      implements Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public Object apply(BlockId block) {
      return true;
    }
  }
}
