package io.trainvae.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;

class NativeLibrariesTest {

  @Test
  void librariesAreLoadedByADaemon() throws InterruptedException {
    Thread loader = NativeLibraries.loadAhead(true);
    assertThat(loader.isDaemon()).isTrue();
    loader.join();
    assertThat(Loader.getLoadedLibraries().keySet()).anyMatch(name -> name.contains("nd4jcpu"));
  }
}
