package io.trainvae.deploy;

import io.trainvae.testing.LoggedProcess;
import io.trainvae.testing.ProjectFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A real S3 server in a process of its own, on a port that the system gave: S3Proxy, which keeps
 * every object as a file of {@code <folder>/<bucket>}.
 */
final class S3Server implements AutoCloseable {
  static final String BUCKET = "vae";
  static final String ACCESS_KEY = "test-key";
  static final String SECRET_KEY = "test-secret";
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Pattern STARTED =
      Pattern.compile("Started .*ServerConnector.*\\{(127\\.0\\.0\\.1:[1-9]\\d*)}");

  private final Path folder;
  private final LoggedProcess server;
  private final String endpoint;
  private int tools;

  private S3Server(Path folder) throws IOException {
    this.folder = folder;
    Files.createDirectories(folder.resolve(BUCKET));
    Path properties = folder.resolve("server.properties");
    Files.writeString(
        properties,
        """
        s3proxy.endpoint=http://127.0.0.1:0
        s3proxy.authorization=aws-v2-or-v4
        s3proxy.identity=%s
        s3proxy.credential=%s
        jclouds.provider=filesystem-nio2
        jclouds.filesystem.basedir=%s
        """
            .formatted(ACCESS_KEY, SECRET_KEY, folder));
    Path quiet = ProjectFiles.root().resolve("deploy/s3/server/logback.xml");
    server =
        start(
            "s3-server",
            "-Xmx256m",
            "-Dlogback.configurationFile=" + quiet,
            "-cp",
            Servers.gathered("s3/server"),
            "org.gaul.s3proxy.Main",
            "--properties",
            properties.toString());
    // Should this process be ended from outside.
    Runtime.getRuntime().addShutdownHook(new Thread(server::kill));
    endpoint = "http://" + server.awaitOutput(STARTED, PATIENCE).group(1);
  }

  static S3Server start(Path folder) throws IOException {
    return new S3Server(folder);
  }

  String endpoint() {
    return endpoint;
  }

  /** The file that holds an object. */
  Path object(String key) {
    return folder.resolve(BUCKET).resolve(key);
  }

  /** Puts local files into the bucket with Hadoop's file system shell. */
  void put(Path local, String key) throws IOException {
    tool("org.apache.hadoop.fs.FsShell", "-put", local.toString(), "s3a://" + BUCKET + "/" + key);
  }

  /** Begins an upload of a part, and dies. */
  void leaveUpload(String key) throws IOException {
    tool(BrokenUpload.class.getName(), "s3a://" + BUCKET + "/" + key);
  }

  /** What Hadoop's own tool says of uploads that were begun and neither completed nor given up. */
  String uploads() throws IOException {
    return tool(
        "org.apache.hadoop.fs.s3a.s3guard.S3GuardTool", "uploads", "-list", "s3a://" + BUCKET);
  }

  private String tool(String main, String... args) throws IOException {
    Path conf =
        Servers.hadoopConf(
            folder.resolve("conf"),
            Map.of(
                "fs.s3a.endpoint", endpoint,
                "fs.s3a.path.style.access", "true",
                "fs.s3a.access.key", ACCESS_KEY,
                "fs.s3a.secret.key", SECRET_KEY));
    Path classes = Path.of("target/test-classes").toAbsolutePath();
    List<String> words =
        new ArrayList<>(
            List.of("-Xmx256m", "-cp", conf + ":" + classes + ":" + Servers.sparkAndS3a(), main));
    words.addAll(List.of(args));
    LoggedProcess tool = start("s3-tool-" + tools++, words.toArray(String[]::new));
    int exitCode = tool.awaitEnd(PATIENCE);
    if (exitCode != 0) {
      throw new IllegalStateException(words + " ended with " + exitCode + "\n" + tool.err());
    }
    return tool.out();
  }

  private LoggedProcess start(String name, String... words) {
    List<String> command = new ArrayList<>(List.of(Servers.java()));
    command.addAll(List.of(words));
    return LoggedProcess.start(name, command, Map.of(), folder, folder);
  }

  @Override
  public void close() {
    server.kill();
  }
}
