package io.trainvae.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.config.ConfigLoader;
import io.trainvae.run.RunFolder.Start;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A run that another one is to replace. */
class FormerRunTest extends RunFolderFixture {
  @Test
  void aPreviousRunIsReplacedOnlyWhenAsked() throws IOException {
    begun();
    Files.writeString(folder.resolve("run/notes.txt"), "mine");
    Files.writeString(folder.resolve("run/_SUCCESS"), "");
    assertThatThrownBy(() -> RunFolder.choose(storage, root, Start.NEW))
        .hasMessage(
            "Cannot create run %s: there is a run already; choose another folder, or --resume or --overwrite"
                .formatted(root));
    RunFolder.choose(storage, root, Start.OVERWRITE).clear();
    try (var files = Files.list(folder.resolve("run"))) {
      assertThat(files).containsExactly(folder.resolve("run/notes.txt"));
    }
  }

  @Test
  void aFormerRunComesBackIfNothingTakesItsPlace() throws IOException {
    trained();
    Map<String, String> before = everything();
    RunFolder run = RunFolder.choose(storage, root, Start.OVERWRITE);
    run.clear();
    Files.writeString(folder.resolve("run/config.yaml"), "of the new one");
    // A second process that overwrites as well, after a crash of the first one.
    run = RunFolder.choose(storage, root, Start.OVERWRITE);
    run.clear();
    run.begin(new ConfigLoader(storage).load("cnn", List.of()), null);
    run.restoreFormer();
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void aFormerRunIsDeletedWhenTheNewOneHasAModel() throws IOException {
    trained();
    RunFolder run = RunFolder.choose(storage, root, Start.OVERWRITE);
    run.clear();
    assertThat(folder.resolve("run/.former/model/model.json")).exists();
    assertThatThrownBy(() -> RunFolder.open(storage, root))
        .hasMessageEndingWith(
            "it has no config.yaml; the run that it was to replace is whole in .former");
    Path checkpoint = folder.resolve("run/checkpoints/epoch-0001/manifest.json");
    Files.createDirectories(checkpoint.getParent());
    Files.writeString(checkpoint, "{}");
    // There is a checkpoint to continue from.
    run.restoreFormer();
    assertThat(folder.resolve("run/model")).doesNotExist();
    run.discardFormer();
    assertThat(folder.resolve("run/.former")).doesNotExist();
    assertThat(checkpoint).exists();
  }

  /**
   * Whatever was already moved when the process died, the rest is moved too, and all is restored.
   */
  @Test
  void aBrokenOffMoveOfAFormerRunIsCompleted() throws IOException {
    List<String> parts = List.of("summary.json", "model", "provenance.json");
    for (int moved = 0; moved <= parts.size(); moved++) {
      trained();
      Map<String, String> before = everything();
      Files.createDirectories(folder.resolve("run/.former"));
      for (String part : parts.subList(0, moved)) {
        Files.move(
            folder.resolve("run").resolve(part), folder.resolve("run/.former").resolve(part));
      }
      RunFolder run = RunFolder.choose(storage, root, Start.OVERWRITE);
      run.clear();
      assertThat(folder.resolve("run/.former/model/model.json")).exists();
      run.restoreFormer();
      assertThat(everything()).as("%d moved", moved).isEqualTo(before);
      storage.delete(root);
    }
  }

  /** Killed after the new run had its model, or before the former one was deleted. */
  @Test
  void aFormerRunBesideATrainedOneIsNotKept() throws IOException {
    trained();
    RunFolder run = RunFolder.choose(storage, root, Start.OVERWRITE);
    run.clear();
    Files.writeString(folder.resolve("run/.former/config.yaml"), "of long ago");
    trained();
    Map<String, String> before = everything();
    before.keySet().removeIf(name -> name.contains(".former"));
    run = RunFolder.choose(storage, root, Start.OVERWRITE);
    run.claim(Start.OVERWRITE, line -> {}).close();
    assertThat(folder.resolve("run/.former")).doesNotExist();
    run.clear();
    run.restoreFormer();
    assertThat(everything()).isEqualTo(before);
  }

  /** A resumed run is the former one, as long as the move was not complete. */
  @Test
  void aBrokenOffMoveIsUndoneForWhoGoesOn() throws IOException {
    List<String> parts = List.of("summary.json", "model", "provenance.json");
    for (int moved = 0; moved <= parts.size(); moved++) {
      trained();
      Map<String, String> before = everything();
      Files.createDirectories(folder.resolve("run/.former"));
      for (String part : parts.subList(0, moved)) {
        Files.move(
            folder.resolve("run").resolve(part), folder.resolve("run/.former").resolve(part));
      }
      RunFolder.choose(storage, root, Start.RESUME).claim(Start.RESUME, line -> {}).close();
      assertThat(everything()).as("%d moved", moved).isEqualTo(before);
      assertThat(folder.resolve("run/.former")).doesNotExist();
      storage.delete(root);
    }
  }

  /** Hours of work, though there is no model yet. */
  @Test
  void aFormerRunThatHasOnlyCheckpointsComesBackToo() throws IOException {
    begun();
    Path manifest = folder.resolve("run/checkpoints/epoch-0007/manifest.json");
    Files.createDirectories(manifest.getParent());
    Files.writeString(manifest, "{}");
    Map<String, String> before = everything();
    RunFolder run = RunFolder.choose(storage, root, Start.OVERWRITE);
    run.clear();
    run.begin(new ConfigLoader(storage).load("cnn", List.of()), null);
    run.restoreFormer();
    assertThat(everything()).isEqualTo(before);
  }
}
