package io.trainvae.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import io.trainvae.ingest.images.ImageSettings;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class ImageOptionsTest {
  private static ImageSettings settings(String source, String... words) {
    return CommandLine.populateCommand(new ImageOptions(), words).settings(source);
  }

  @Test
  void optionsAreKeptByTheirNames() {
    ImageSettings settings =
        settings("images:a", "--fit", "pad", "--channels=1", "--on-bad-image=skip");
    assertThat(settings.given())
        .containsEntry("fit", "pad")
        .containsEntry("channels", "1")
        .containsEntry("on-bad-image", "skip")
        .hasSize(3);
    assertThat(settings.skipsBadImages()).isTrue();
    assertThat(settings.testFraction()).isEqualTo(0.1);
    assertThat(settings("mnist").given()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mnist    | --fit=crop               | Cannot use --fit with --source mnist: expected a source of images:",
        "images:a | --fit=squeeze            | Cannot use --fit squeeze: expected crop or pad or stretch",
        "images:a | --channels=2             | Cannot use --channels 2: expected 1 or 3",
        "images:a | --on-bad-image=ignore    | Cannot use --on-bad-image ignore: expected fail or skip",
        "images:a | --test-fraction=1        | Cannot use --test-fraction 1: expected a number from 0 to below 1",
        "images:a | --validation-fraction=x  | Cannot use --validation-fraction x: expected a number from 0 to below 1"
      })
  void refusesWhatIsNotPossible(String source, String word, String line) {
    assertThatThrownBy(() -> settings(source, word))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageStartingWith(line);
  }

  @Test
  void featuresAreNoImages() {
    assertThat(settings("csv:a", "--features-column", "a, b").features()).containsExactly("a", "b");
    assertThatThrownBy(() -> settings("csv:a", "--features-column=a", "--fit=pad"))
        .hasMessage("Cannot use --fit together with --features-column: it is for images");
    assertThatThrownBy(() -> settings("images:a", "--features-column=a"))
        .hasMessage("Cannot use --features-column with --source images:a: expected a table");
    assertThatThrownBy(() -> settings("csv:a", "--features-column=a,,b"))
        .hasMessage("Cannot use --features-column a,,b: expected names of columns, each once");
    IngestOptions sized =
        CommandLine.populateCommand(
            new IngestOptions(), "--source=csv:a", "--features-column=a", "--size=4x4");
    assertThatThrownBy(() -> sized.request(new Path("data"), "any"))
        .hasMessage("Cannot use --size together with --features-column: it is for images");
  }
}
