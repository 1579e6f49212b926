package io.trainvae.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

class RunNamesTest {

  private static List<String> names(String... runs) {
    return RunNames.of(Stream.of(runs).map(Path::new).toList());
  }

  @Test
  void aFoldersNameIsEnoughWhereItTellsRunsApart() {
    assertThat(names("file:/runs/a", "s3a://bucket/b")).containsExactly("a", "b");
  }

  @Test
  void asManyFoldersAsItTakes() {
    assertThat(names("/one/runs/a", "/two/runs/a", "/two/runs/b"))
        .containsExactly("one/runs/a", "two/runs/a", "two/runs/b");
  }

  @Test
  void otherwiseTheWholeAddress() {
    assertThat(names("file:/runs/a", "hdfs://host/runs/a"))
        .containsExactly("file:/runs/a", "hdfs://host/runs/a");
    assertThat(names("s3a://one/", "s3a://two/")).containsExactly("s3a://one/", "s3a://two/");
  }
}
