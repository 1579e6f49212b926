package io.trainvae.output;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.trainvae.data.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Outputs of a kind whose files have names that are never used twice. */
abstract class NotesFixture extends OutputFixture {
  static final OutputKind NOTES =
      new Kind("notebook", "notes.json", "it has no notes", true, Set.of());

  int written;

  void write(org.apache.hadoop.fs.Path root, String content) {
    try (OutputFolder output = OutputFolder.claim(storage, root, NOTES, line -> {})) {
      fill(output, content);
      output.publish(files -> (content + " " + files).getBytes(UTF_8));
    }
  }

  void fill(OutputFolder output, String content) {
    for (Split split : Split.REQUIRED) {
      String name = "part-%d.txt".formatted(written++);
      storage.writeAtomically(
          new org.apache.hadoop.fs.Path(output.target(split), name), content.getBytes(UTF_8));
    }
  }

  /** The files that a reader sees: those that the mark lists, or all if it lists none. */
  List<String> read() throws IOException {
    Path mark = folder.resolve("out/notes.json");
    if (!Files.exists(mark)) {
      return List.of();
    }
    String listed = Files.readString(mark);
    List<String> contents = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder.resolve("out"))) {
      for (Path file : files.filter(file -> file.toString().endsWith(".txt")).sorted().toList()) {
        String name = file.getFileName().toString();
        if (!listed.contains("part-")
            || listed.contains(name + "]")
            || listed.contains(name + ",")) {
          contents.add(Files.readString(file));
        }
      }
    }
    return contents;
  }

  List<String> names(String name) throws IOException {
    try (Stream<Path> children = Files.list(folder.resolve(name))) {
      return children.map(child -> child.getFileName().toString()).sorted().toList();
    }
  }
}
