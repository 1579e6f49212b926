package io.trainvae.benchmark.compare;

import io.trainvae.benchmark.compare.Contender.Kind;
import io.trainvae.benchmark.measure.Command;
import io.trainvae.benchmark.measure.EpochLine;
import io.trainvae.benchmark.measure.Observed;
import io.trainvae.benchmark.measure.Places;
import io.trainvae.error.JobException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The same models in other frameworks. Their programs are not part of this project. */
final class Peers {
  private static final String PYTHON = "/usr/bin/python3";

  /** Images that the peers train on. */
  private static final int IMAGES = 60_000;

  private final Places places;
  private final CompareRequest request;
  private final int batch;

  Peers(Places places, CompareRequest request, int batch) {
    this.places = places;
    this.request = request;
    this.batch = batch;
  }

  List<Contender> all() {
    List<Contender> all = new ArrayList<>();
    for (int threads : List.of(2, 1)) {
      all.add(torch(threads));
    }
    for (int threads : List.of(2, 1)) {
      all.add(djl(threads));
    }
    return all;
  }

  private Contender torch(int threads) {
    Contender torch =
        peer("torch-" + threads, "PyTorch, " + threads(threads), "PyTorch " + threads, threads)
            .apply(() -> torchCommand(threads));
    return scaled(torch).needing(this::missingTorch);
  }

  private Contender djl(int threads) {
    Contender djl =
        peer("djl-" + threads, "DJL, " + threads(threads), "DJL " + threads, threads)
            .apply(() -> djlCommand(threads));
    return scaled(djl).needing(this::missingDjl);
  }

  private static String threads(int count) {
    return count == 1 ? "1 thread" : count + " threads";
  }

  private interface Factory {
    Contender apply(java.util.function.Supplier<Command> command);
  }

  private static Factory peer(String name, String title, String label, int threads) {
    return command -> Contender.of(name, title, label, Kind.PEER, threads, EpochLine.JSON, command);
  }

  private Contender scaled(Contender peer) {
    int batches = (IMAGES + batch - 1) / batch;
    return request.peerBatches() == 0 || request.peerBatches() >= batches
        ? peer
        : peer.scaledBy((double) batches / request.peerBatches());
  }

  // --- PyTorch ---

  private Optional<String> missingTorch() {
    if (request.peers() == null) {
      return Optional.of("no --peers FOLDER");
    }
    if (!Files.exists(request.peers().resolve("torch_vae.py"))) {
      return Optional.of("no torch_vae.py in " + request.peers());
    }
    if (!Files.isExecutable(Path.of(PYTHON))) {
      return Optional.of("no " + PYTHON);
    }
    Observed imported =
        Command.of(PYTHON, "-c", "import torch, numpy").observe(places.log("torch-import"));
    return imported.exitCode() == 0
        ? Optional.empty()
        : Optional.of(PYTHON + " says " + imported.lastLine());
  }

  private Command torchCommand(int threads) {
    Command command =
        Command.of(PYTHON, request.peers().resolve("torch_vae.py").toString())
            .and("--preset", request.preset(), "--data", request.data().toString())
            .and("--epochs", "" + request.epochs(), "--threads", "" + threads)
            .and("--flush-denormal");
    if (request.peerBatches() > 0) {
      command = command.and("--max-batches", "" + request.peerBatches());
    }
    Optional<Path> openMp = openMpBlas();
    return openMp.isPresent() ? command.with("LD_LIBRARY_PATH", openMp.get().toString()) : command;
  }

  /** Debian's folder of the OpenBLAS that works with PyTorch's threads. */
  static Optional<Path> openMpBlas() {
    try (Stream<Path> triplets = Files.list(Path.of("/usr/lib"))) {
      return triplets.map(t -> t.resolve("openblas-openmp")).filter(Files::isDirectory).findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  // --- DJL ---

  private Optional<String> missingDjl() {
    if (request.peers() == null) {
      return Optional.of("no --peers FOLDER");
    }
    if (!Files.exists(request.peers().resolve("djl/run.sh"))) {
      return Optional.of("no djl/run.sh in " + request.peers());
    }
    return List.of("mlp-400", "cnn").contains(request.preset())
        ? Optional.empty()
        : Optional.of("it has mlp-400 and cnn only");
  }

  private Command djlCommand(int threads) {
    Path home = places.work().resolve("djl");
    if (!Files.isDirectory(home.resolve("target/dependency"))) {
      buildDjl(home);
    }
    Command command =
        Command.of("bash", home.resolve("run.sh").toString(), request.preset())
            .and("" + threads, "" + request.epochs(), request.data().toString())
            .with("DJL_CACHE_DIR", places.work().resolve("djl-cache").toString());
    return request.peerBatches() > 0 ? command.and("" + request.peerBatches()) : command;
  }

  /** Builds a copy, because the peers' folder may be read-only. */
  private void buildDjl(Path home) {
    copy(request.peers().resolve("djl"), home);
    Observed built =
        Command.of(places.project().resolve("mvnw").toString(), "-q", "-B", "-f")
            .and(home.resolve("pom.xml").toString(), "compile", "dependency:copy-dependencies")
            .observe(places.log("djl-build"));
    if (built.exitCode() != 0) {
      throw JobException.failed(
          "Cannot build DJL's peer: %s; see %s"
              .formatted(built.lastLine(), places.log("djl-build")));
    }
  }

  private static void copy(Path from, Path to) {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(f -> !f.startsWith(from.resolve("target"))).toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot copy " + from + " to " + to, e);
    }
  }
}
