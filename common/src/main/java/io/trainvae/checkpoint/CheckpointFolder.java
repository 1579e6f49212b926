package io.trainvae.checkpoint;

import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import io.trainvae.network.Floats;
import io.trainvae.storage.Storage;
import java.nio.ByteBuffer;
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

  String path() {
    return folder.toString();
  }

  /** Whether the folder has a manifest. */
  boolean isComplete() {
    return storage.exists(manifest());
  }

  /** Takes away the manifest, so that there is no checkpoint until {@link #publish}. */
  void begin() {
    storage.delete(manifest());
  }

  /**
   * Makes a checkpoint of arrays that are there, or says something else of the training than
   * before. The manifest, which is replaced in one step, names the one file or the other.
   */
  TrainingRecord publish(Checkpoint checkpoint) {
    TrainingRecord training = TrainingRecord.of(checkpoint);
    boolean open = training.at().hasOpenEpoch();
    List<Part> parts = new ArrayList<>(checkpoint.state().parts());
    parts.add(writePart(open ? OPEN_TRAINING : TRAINING, Json.bytes(training)));
    storage.writeDurably(manifest(), Json.bytes(Manifest.of(checkpoint, parts)));
    if (!open) {
      storage.delete(file(OPEN_TRAINING));
    }
    return training;
  }

  /** Fails unless this process can see all arrays, whichever process wrote them. */
  void mustHave(List<Part> parts) {
    Set<String> seen = names();
    for (Part part : parts) {
      if (!seen.contains(part.name())) {
        throw JobException.storage(
            "Cannot find %s, which an executor has written: a run must be in a place that every machine can read"
                .formatted(file(part.name())));
      }
    }
  }

  Part writePart(String name, float[] values) {
    ByteBuffer bytes = Floats.allocate(values.length);
    Floats.put(values, 0, values.length, bytes);
    return writePart(name, bytes.array());
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
   * Delete the manifest first, so that an incomplete checkpoint is never visible.
   *
   * @throws JobException storage
   */
  void delete() {
    storage.delete(manifest());
    storage.delete(folder);
  }

  /** Everything but the arrays. */
  TrainingRecord outline() throws DamagedCheckpointException {
    Manifest manifest = Json.read(readManifest(), Manifest.FILE, Manifest.class);
    check("format", manifest.format(), Manifest.FORMAT);
    check("position", manifest.position(), name());
    Part part = part(manifest, manifest.part(OPEN_TRAINING).isPresent() ? OPEN_TRAINING : TRAINING);
    if (part.bytes() > LARGEST_TRAINING) {
      throw new DamagedCheckpointException("%s: %,d bytes".formatted(TRAINING, part.bytes()));
    }
    TrainingRecord training = Json.read(readPart(part), part.name(), TrainingRecord.class);
    check("position", training.at().name(), name());
    check("config_sha256", manifest.config(), Manifest.digest(training.origin().settings()));
    check("dataset_sha256", manifest.dataset(), Manifest.digest(training.origin().dataset()));
    int arrays = StateFiles.arrays(training.origin().hasVelocity());
    int parts = manifest.parts().size();
    check("number of parts", parts, Math.max(1, (parts - 1) / arrays) * arrays + 1);
    return training;
  }

  /**
   * Reads all arrays, to see whether they are whole.
   *
   * @param parameters that the model has
   */
  Checkpoint read(TrainingRecord training, int parameters) throws DamagedCheckpointException {
    check("number of parameters", training.parameters(), parameters);
    Manifest manifest = Json.read(readManifest(), Manifest.FILE, Manifest.class);
    boolean velocity = training.origin().hasVelocity();
    int arrays = StateFiles.arrays(velocity);
    int slices = (manifest.parts().size() - 1) / arrays;
    List<Part> parts = new ArrayList<>();
    for (int slice = 0; slice < slices; slice++) {
      for (int array = 0; array < arrays; array++) {
        parts.add(part(manifest, StateFiles.name(array, slice, slices)));
      }
    }
    StateFiles state =
        new StateFiles(folder.toString(), parameters, training.steps(), velocity, parts);
    state.verify(storage);
    return training.with(state);
  }

  private byte[] readManifest() throws DamagedCheckpointException {
    return read(Manifest.FILE, Manifest.LARGEST);
  }

  float[] floats(Part part, int count) throws DamagedCheckpointException {
    float[] values = new float[count];
    Floats.get(ByteBuffer.wrap(readArray(part, count)), values, 0, count);
    return values;
  }

  /** The bytes of this many numbers. */
  byte[] readArray(Part part, int count) throws DamagedCheckpointException {
    check(part.name() + ": length", part.bytes(), (long) count * Float.BYTES);
    return readPart(part);
  }

  private static Part part(Manifest manifest, String name) throws DamagedCheckpointException {
    return manifest
        .part(name)
        .orElseThrow(
            () ->
                new DamagedCheckpointException(
                    "%s does not list %s".formatted(Manifest.FILE, name)));
  }

  private byte[] readPart(Part part) throws DamagedCheckpointException {
    byte[] bytes = read(part.name(), part.bytes());
    check(part.name() + ": length", bytes.length, part.bytes());
    check(part.name() + ": SHA-256", Json.sha256(bytes), part.sha256());
    return bytes;
  }

  /** A file that is missing or too long is damaged; a storage that does not answer is not. */
  private byte[] read(String name, long mostBytes) throws DamagedCheckpointException {
    try {
      return storage.read(file(name), mostBytes);
    } catch (JobException e) {
      if (e.exitCode() == ExitCode.DATA) {
        throw new DamagedCheckpointException(
            "%s: longer than %,d bytes".formatted(name, mostBytes));
      }
      if (!names().contains(name)) {
        throw new DamagedCheckpointException("no " + name);
      }
      throw e;
    }
  }

  private Set<String> names() {
    return storage.list(folder).stream().map(Path::getName).collect(Collectors.toSet());
  }

  private static void check(String what, Object met, Object expected)
      throws DamagedCheckpointException {
    if (!expected.equals(met)) {
      throw new DamagedCheckpointException("%s %s, expected %s".formatted(what, met, expected));
    }
  }

  private static void check(String what, long met, long expected)
      throws DamagedCheckpointException {
    if (met != expected) {
      throw new DamagedCheckpointException("%s %,d, expected %,d".formatted(what, met, expected));
    }
  }

  private Path manifest() {
    return file(Manifest.FILE);
  }

  private Path file(String name) {
    return new Path(folder, name);
  }
}
