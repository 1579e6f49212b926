package io.trainvae.checkpoint;

import io.trainvae.checkpoint.Manifest.Part;
import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import io.trainvae.network.VaeState;
import io.trainvae.storage.Storage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;

/** The files of one checkpoint. */
final class CheckpointFolder {
  private static final String TRAINING = "training.json";
  private static final String OPEN_TRAINING = "training-open.json";
  private static final String PARAMETERS = "parameters.bin";
  private static final String FIRST_MOMENT = "first-moment.bin";
  private static final String SECOND_MOMENT = "second-moment.bin";
  private static final long LARGEST_TRAINING = 1 << 27;

  private final Storage storage;
  private final Path folder;

  CheckpointFolder(Storage storage, Path folder) {
    this.storage = storage;
    this.folder = folder;
  }

  String name() {
    return folder.getName();
  }

  /** Whether it has a manifest. */
  boolean isComplete() {
    return storage.exists(manifest());
  }

  /** Writes the parts, looks whether they arrived as they were sent, and publishes them. */
  TrainingRecord write(Checkpoint checkpoint) {
    storage.delete(manifest());
    VaeState state = checkpoint.state();
    TrainingRecord training = TrainingRecord.of(checkpoint);
    List<Part> parts = new ArrayList<>();
    parts.add(writePart(PARAMETERS, littleEndian(state.parameters())));
    parts.add(writePart(FIRST_MOMENT, littleEndian(state.firstMoment())));
    parts.add(writePart(SECOND_MOMENT, littleEndian(state.secondMoment())));
    parts.add(
        writePart(training.at().hasOpenEpoch() ? OPEN_TRAINING : TRAINING, Json.bytes(training)));
    storage.writeDurably(manifest(), Json.bytes(Manifest.of(checkpoint, parts)));
    return training;
  }

  /**
   * Replaces what is said of the training, and leaves the arrays as they are. The manifest, which
   * is replaced in one step, names the one file or the other.
   */
  TrainingRecord close(Checkpoint checkpoint) throws Damage {
    TrainingRecord training = TrainingRecord.of(checkpoint);
    Manifest manifest = Json.read(readManifest(), Manifest.FILE, Manifest.class);
    List<Part> parts = new ArrayList<>();
    for (String array : List.of(PARAMETERS, FIRST_MOMENT, SECOND_MOMENT)) {
      parts.add(part(manifest, array));
    }
    parts.add(writePart(TRAINING, Json.bytes(training)));
    storage.writeDurably(manifest(), Json.bytes(Manifest.of(checkpoint, parts)));
    storage.delete(file(OPEN_TRAINING));
    return training;
  }

  private Part writePart(String name, byte[] bytes) {
    CompletableFuture<String> digest = CompletableFuture.supplyAsync(() -> Json.sha256(bytes));
    storage.writeDurably(file(name), bytes);
    int differs = Arrays.mismatch(storage.readBack(file(name), bytes.length + 1), bytes);
    if (differs >= 0) {
      throw JobException.storage(
          "Cannot write %s: what is read back differs from byte %,d on"
              .formatted(file(name), differs));
    }
    return new Part(name, bytes.length, digest.join());
  }

  /**
   * The manifest goes first, so that nobody sees half a checkpoint.
   *
   * @throws JobException storage
   */
  void delete() {
    storage.delete(manifest());
    storage.delete(folder);
  }

  /** Everything but the arrays. */
  TrainingRecord outline() throws Damage {
    Manifest manifest = Json.read(readManifest(), Manifest.FILE, Manifest.class);
    check("format", manifest.format(), Manifest.FORMAT);
    check("position", manifest.position(), name());
    Part part = part(manifest, manifest.part(OPEN_TRAINING).isPresent() ? OPEN_TRAINING : TRAINING);
    if (part.bytes() > LARGEST_TRAINING) {
      throw new Damage("%s: %,d bytes".formatted(TRAINING, part.bytes()));
    }
    TrainingRecord training = Json.read(readPart(part), part.name(), TrainingRecord.class);
    check("position", training.at().name(), name());
    check("config_sha256", manifest.config(), Manifest.digest(training.origin().settings()));
    check("dataset_sha256", manifest.dataset(), Manifest.digest(training.origin().dataset()));
    check("number of parts", manifest.parts().size(), 4);
    return training;
  }

  /**
   * @param parameters that the model has
   */
  Checkpoint read(TrainingRecord training, int parameters) throws Damage {
    check("number of parameters", training.parameters(), parameters);
    Manifest manifest = Json.read(readManifest(), Manifest.FILE, Manifest.class);
    return training.with(
        floats(part(manifest, PARAMETERS), parameters),
        floats(part(manifest, FIRST_MOMENT), parameters),
        floats(part(manifest, SECOND_MOMENT), parameters));
  }

  private byte[] readManifest() throws Damage {
    return read(Manifest.FILE, Manifest.LARGEST);
  }

  private float[] floats(Part part, int count) throws Damage {
    check(part.name() + ": length", part.bytes(), (long) count * Float.BYTES);
    float[] values = new float[count];
    ByteBuffer.wrap(readPart(part)).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  private static byte[] littleEndian(float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }

  private static Part part(Manifest manifest, String name) throws Damage {
    return manifest
        .part(name)
        .orElseThrow(() -> new Damage("%s does not list %s".formatted(Manifest.FILE, name)));
  }

  private byte[] readPart(Part part) throws Damage {
    byte[] bytes = read(part.name(), part.bytes());
    check(part.name() + ": length", bytes.length, part.bytes());
    check(part.name() + ": SHA-256", Json.sha256(bytes), part.sha256());
    return bytes;
  }

  /** A file that is absent or too long is damage; a storage that does not answer is none. */
  private byte[] read(String name, long mostBytes) throws Damage {
    try {
      return storage.read(file(name), mostBytes);
    } catch (JobException e) {
      if (e.exitCode() == ExitCode.DATA) {
        throw new Damage("%s: longer than %,d bytes".formatted(name, mostBytes));
      }
      if (!names().contains(name)) {
        throw new Damage("no " + name);
      }
      throw e;
    }
  }

  private Set<String> names() {
    return storage.list(folder).stream().map(Path::getName).collect(Collectors.toSet());
  }

  private static void check(String what, Object met, Object expected) throws Damage {
    if (!expected.equals(met)) {
      throw new Damage("%s %s, expected %s".formatted(what, met, expected));
    }
  }

  private static void check(String what, long met, long expected) throws Damage {
    if (met != expected) {
      throw new Damage("%s %,d, expected %,d".formatted(what, met, expected));
    }
  }

  private Path manifest() {
    return file(Manifest.FILE);
  }

  private Path file(String name) {
    return new Path(folder, name);
  }
}
