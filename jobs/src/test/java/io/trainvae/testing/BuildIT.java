package io.trainvae.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Errors that the build itself reports before it does anything. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "mvnw is a shell script")
final class BuildIT {
  /** All that mvnw uses up to the checksum, but for unzip. */
  private static final List<String> TOOLS =
      List.of(
          "uname",
          "dirname",
          "basename",
          "tr",
          "mktemp",
          "mkdir",
          "rm",
          "wget",
          "curl",
          "sha256sum",
          "shasum");

  @TempDir Path folder;

  @Test
  void anotherJavaIsRefusedBeforeAnythingIsCompiled() throws IOException {
    Optional<Path> other = anotherJdk();
    assumeTrue(other.isPresent(), "no JDK but 17 in /usr/lib/jvm");
    SubmitResult result =
        mvnw(Map.of("JAVA_HOME", other.orElseThrow().toString()), "-q", "-B", "validate");
    assertThat(result.exitCode()).as(result.toString()).isEqualTo(1);
    assertThat(result.stdout().lines().filter(line -> line.contains("This is Java ")))
        .as(result.toString())
        .singleElement()
        .asString()
        .endsWith("expected Java 17, the newest that Spark 3.5 runs on: set JAVA_HOME to a JDK 17");
  }

  /** Newer ones only: older ones would not understand .mvn/jvm.config. */
  private static Optional<Path> anotherJdk() throws IOException {
    Path all = Path.of("/usr/lib/jvm");
    if (!Files.isDirectory(all)) {
      return Optional.empty();
    }
    try (Stream<Path> homes = Files.list(all)) {
      return homes
          .filter(home -> Files.isExecutable(home.resolve("bin/javac")))
          .filter(home -> Files.isReadable(home.resolve("release")))
          .filter(home -> feature(home) > 17)
          .findFirst();
    }
  }

  private static int feature(Path home) {
    try (Stream<String> lines = Files.lines(home.resolve("release"))) {
      return lines
          .filter(line -> line.matches("JAVA_VERSION=\"\\d+.*"))
          .map(line -> line.replaceFirst("JAVA_VERSION=\"(\\d+).*", "$1"))
          .mapToInt(Integer::parseInt)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }

  @Test
  void anotherMavenThanTheOneThatIsMeantIsRefused() throws IOException {
    assertTamperedIsRefused(System.getenv("PATH"), ".zip");
  }

  /** The .tar.gz has a different checksum, which mvnw as generated does not know. */
  @Test
  void alsoWhereThereIsNoUnzip() throws IOException {
    Path tools = Files.createDirectories(folder.resolve("tools"));
    for (String tool : TOOLS) {
      for (String place : System.getenv("PATH").split(":")) {
        Path found = Path.of(place, tool);
        Path own = tools.resolve(tool);
        if (Files.isExecutable(found) && !Files.exists(own)) {
          Files.writeString(own, "#!/bin/sh\nexec '" + found + "' \"$@\"\n");
          Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
      }
    }
    assertTamperedIsRefused(tools.toString(), ".tar.gz");
  }

  private void assertTamperedIsRefused(String path, String asked) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    StringBuffer requests = new StringBuffer();
    server.createContext(
        "/",
        exchange -> {
          requests.append(exchange.getRequestURI()).append('\n');
          byte[] body = "not what was meant".getBytes(UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try {
      SubmitResult result =
          mvnw(
              Map.of(
                  "PATH",
                  path,
                  "MAVEN_USER_HOME",
                  folder.resolve("home").toString(),
                  "MVNW_REPOURL",
                  "http://127.0.0.1:" + server.getAddress().getPort()),
              "--version");
      assertThat(requests.toString()).as(result.toString()).contains("-bin" + asked);
      assertThat(result.exitCode()).as(result.toString()).isEqualTo(1);
      assertThat(result.stderr())
          .startsWith("Error: Failed to validate Maven distribution SHA-256");
    } finally {
      server.stop(0);
    }
  }

  private SubmitResult mvnw(Map<String, String> environment, String... words) {
    List<String> command =
        Stream.concat(Stream.of(ProjectFiles.root().resolve("mvnw").toString()), Stream.of(words))
            .toList();
    LoggedProcess process =
        LoggedProcess.start("mvnw", command, environment, ProjectFiles.root(), folder);
    int exitCode = process.awaitEnd(Duration.ofMinutes(2));
    return new SubmitResult(exitCode, process.out(), process.err(), folder);
  }
}
