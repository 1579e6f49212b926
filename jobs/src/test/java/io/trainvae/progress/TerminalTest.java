package io.trainvae.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TerminalTest {
  private static final Optional<Path> PTS = Optional.of(Path.of("/dev/pts/3"));
  private static final Optional<Path> FILE = Optional.of(Path.of("/tmp/log"));

  @Test
  void aTerminalIsADeviceOrWhatTheLauncherSays() {
    assertThat(interactive(Map.of(), PTS)).isTrue();
    assertThat(interactive(Map.of(), Optional.of(Path.of("/dev/tty1")))).isTrue();
    assertThat(interactive(Map.of(), FILE)).isFalse();
    assertThat(interactive(Map.of(), Optional.of(Path.of("pipe:[77]")))).isFalse();
    assertThat(interactive(Map.of("TRAIN_VAE_TTY", "1"), FILE)).isTrue();
    assertThat(interactive(Map.of("TRAIN_VAE_TTY", "0"), PTS)).isFalse();
    assertThat(interactive(Map.of("TERM", "dumb", "TRAIN_VAE_TTY", "1"), PTS)).isFalse();
  }

  @Test
  void noColorTakesColoursOnly() {
    Terminal terminal = Terminal.of(Map.of("NO_COLOR", "1"), PTS, true);
    assertThat(terminal).isEqualTo(new Terminal(true, false, true));
    assertThat(Terminal.of(Map.of("NO_COLOR", ""), PTS, true).colours()).isTrue();
    assertThat(Terminal.of(Map.of(), FILE, true).colours()).isFalse();
  }

  private static boolean interactive(Map<String, String> environment, Optional<Path> target) {
    return Terminal.of(environment, target, true).interactive();
  }
}
