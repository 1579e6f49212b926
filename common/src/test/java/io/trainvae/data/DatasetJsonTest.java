package io.trainvae.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.data.DatasetInfo.SourceFile;
import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatasetJsonTest {
  private static final String GOOD =
      "{\"name\":\"n\",\"synthetic\":false,\"train_images\":2,\"test_images\":1,\"height\":4,"
          + "\"width\":3,\"classes\":10,\"sources\":[]}";

  private final Configuration conf = new Configuration();

  @TempDir java.nio.file.Path folder;

  @Test
  void comesBackAsItWas() throws IOException {
    DatasetInfo info =
        new DatasetInfo(
            "mnist", false, 60000, 10000, 28, 28, 10, List.of(new SourceFile("a.gz", "00ff")));
    Files.write(folder.resolve("dataset.json"), DatasetJson.bytes(info, Map.of()));
    assertThat(DatasetJson.contents(root(), conf))
        .isEqualTo(new DatasetJson.Contents(info, Map.of()));
    var files = Map.of(Split.TRAIN, List.of("part-1", "part-2"), Split.TEST, List.of("part-3"));
    Files.write(folder.resolve("dataset.json"), DatasetJson.bytes(info, files));
    assertThat(DatasetJson.contents(root(), conf)).isEqualTo(new DatasetJson.Contents(info, files));
    assertThat(Files.readString(folder.resolve("dataset.json")))
        .contains("\"train_images\" : 60000")
        .endsWith("}\n");
  }

  @Test
  void countsMoreThanAnIntDoes() throws IOException {
    var parts =
        List.of(
            new DatasetInfo.Part("a", 2_000_000_000L, 0, 1, "00"),
            new DatasetInfo.Part("b", 3_000_000_000L, 0, 1, "11"));
    DatasetInfo info =
        new DatasetInfo(
            "many", false, 5_000_000_000L, 0, 2, 28, 28, 1, 10, List.of(), List.of(), parts);
    Files.write(folder.resolve("dataset.json"), DatasetJson.bytes(info, Map.of()));
    assertThat(Files.readString(folder.resolve("dataset.json")))
        .contains("\"train_images\" : 5000000000", "\"train_images\" : 3000000000");
    assertThat(DatasetJson.read(root(), conf)).isEqualTo(info);
    assertThat(info.total()).isEqualTo(5_000_000_002L);
  }

  @Test
  void aDatasetOfBeforeColoursIsGrey() throws IOException {
    put(GOOD);
    assertThat(DatasetJson.read(root(), conf).channels()).isEqualTo(1);
    // As printf '28x28 5 3\n' | sha256sum has it, and every version so far.
    assertThat(new DatasetInfo("old", false, 5, 3, 28, 28, 10, List.of()).fingerprint())
        .isEqualTo("fa2555f8e0c4dc4821c089cbef9774a2873a3c7f0e8e6e088af62c1329a6b369");
  }

  @Test
  void toleratesMoreThanItKnows() throws IOException {
    put(GOOD.replace("{\"name\"", "{\"colour\":1,\"name\""));
    assertThat(DatasetJson.read(root(), conf).pixels()).isEqualTo(12);
  }

  @Test
  void saysWhatToDoWhenAbsent() {
    assertThatThrownBy(() -> DatasetJson.read(root(), conf))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
        .hasMessage(
            "Cannot open the data set " + root() + ": it has no dataset.json; run ingest first");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"height\":4 | \"height\":0 | height is 0, expected 1 to 4096",
        "\"width\":3 | \"width\":-3 | width is -3, expected 1 to 4096",
        "\"width\":3 | \"width\":60000 | width is 60000, expected 1 to 4096",
        "\"classes\":10 | \"classes\":0 | classes is 0, expected at least 1",
        "\"test_images\":1 | \"test_images\":-1 | test_images is -1",
        "\"width\":3, | '' | Missing creator property 'width' (index 6)",
        "\"sources\":[] | \"sources\":null | ",
        "\"sources\":[]} | '' | Unexpected end-of-input",
        "\"name\" | name | Unexpected character ('n' (code 110))",
      })
  void refusesDamage(String good, String bad, String why) throws IOException {
    put(GOOD.replace(good, bad));
    assertThatThrownBy(() -> DatasetJson.read(root(), conf))
        .isInstanceOf(JobException.class)
        .hasMessageStartingWith(
            "Cannot read " + root() + "/dataset.json: " + (why == null ? "" : why))
        .hasMessageEndingWith("; run ingest again");
  }

  @Test
  void refusesAnEmptyFile() throws IOException {
    put("");
    assertThatThrownBy(() -> DatasetJson.read(root(), conf))
        .hasMessageContaining("No content to map due to end-of-input");
  }

  private Path root() {
    return new Path("file://" + folder);
  }

  private void put(String json) throws IOException {
    Files.writeString(folder.resolve("dataset.json"), json);
  }
}
