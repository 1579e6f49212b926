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
 * A real S3 server in a separate process, on a port chosen by the system: S3Proxy, which stores
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
  private final String endpoint;
  private LoggedProcess server;
  private LoggedProcess tools;
  private int starts;
  private int commands;

  private S3Server(Path folder) throws IOException {
    this.folder = folder;
    Files.createDirectories(folder.resolve(BUCKET));
    // Should this process be ended from outside.
    Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    endpoint = "http://" + listen("127.0.0.1:0");
  }

  /** Starts the server and returns the address with the port that it has. */
  private String listen(String address) throws IOException {
    Path properties = folder.resolve("server.properties");
    Files.writeString(
        properties,
        """
        s3proxy.endpoint=http://%s
        s3proxy.authorization=aws-v2-or-v4
        s3proxy.identity=%s
        s3proxy.credential=%s
        jclouds.provider=filesystem-nio2
        jclouds.filesystem.basedir=%s
        """
            .formatted(address, ACCESS_KEY, SECRET_KEY, folder));
    Path quiet = ProjectFiles.root().resolve("deploy/s3/server/logback.xml");
    server =
        start(
            "s3-server-" + starts++,
            "-Xmx256m",
            "-Dlogback.configurationFile=" + quiet,
            "-cp",
            Servers.gathered("s3/server"),
            "org.gaul.s3proxy.Main",
            "--properties",
            properties.toString());
    return server.awaitOutput(STARTED, PATIENCE).group(1);
  }

  static S3Server start(Path folder) throws IOException {
    return new S3Server(folder);
  }

  String endpoint() {
    return endpoint;
  }

  /** With SIGKILL. */
  void kill() {
    server.kill();
  }

  /** Starts the killed server again: same port, same folder. */
  void restart() throws IOException {
    listen(endpoint.substring("http://".length()));
  }

  /** The launcher, in a folder, with the options for an S3 server and further options. */
  static TrainVae client(Path folder, String endpoint, String secret, List<String> more) {
    List<String> options =
        new ArrayList<>(
            List.of(
                "--master",
                "local[2]",
                "--conf",
                "spark.hadoop.fs.s3a.endpoint=" + endpoint,
                "--conf",
                "spark.hadoop.fs.s3a.path.style.access=true"));
    options.addAll(more);
    return new TrainVae(
        folder, options, Map.of("AWS_ACCESS_KEY_ID", ACCESS_KEY, "AWS_SECRET_ACCESS_KEY", secret));
  }

  /** The file that holds an object. */
  Path object(String key) {
    return folder.resolve(BUCKET).resolve(key);
  }

  /** Puts local files into the bucket with Hadoop's file system shell. */
  void put(Path local, String key) throws IOException {
    tool("fs -put " + local + " s3a://" + BUCKET + "/" + key);
  }

  /** Begins an upload of a part, and leaves it. */
  void leaveUpload(String key) throws IOException {
    tool("leave-upload s3a://" + BUCKET + "/" + key);
  }

  /**
   * The uploads that were started and neither completed nor aborted, according to Hadoop's own
   * tool.
   */
  String uploads() throws IOException {
    return tool("s3guard uploads -list s3a://" + BUCKET);
  }

  private String tool(String command) throws IOException {
    if (tools == null) {
      tools = startTools();
    }
    String before = tools.out();
    tools.say(command);
    Pattern end = Pattern.compile("command %d ended with (\\d+)".formatted(++commands));
    String exitCode = tools.awaitOutput(end, PATIENCE).group(1);
    if (!exitCode.equals("0")) {
      throw new IllegalStateException(command + " ended with " + exitCode + "\n" + tools.err());
    }
    return tools.out().substring(before.length());
  }

  private LoggedProcess startTools() throws IOException {
    Path conf =
        Servers.hadoopConf(
            folder.resolve("conf"),
            Map.of(
                "fs.s3a.endpoint", endpoint,
                "fs.s3a.path.style.access", "true",
                "fs.s3a.access.key", ACCESS_KEY,
                "fs.s3a.secret.key", SECRET_KEY));
    Path classes = Path.of("target/test-classes").toAbsolutePath();
    String classPath = conf + ":" + classes + ":" + Servers.sparkAndS3a();
    return start("s3-tools", "-Xmx256m", "-cp", classPath, S3Tools.class.getName());
  }

  private LoggedProcess start(String name, String... words) {
    List<String> command = new ArrayList<>(List.of(Servers.java()));
    command.addAll(List.of(words));
    return LoggedProcess.start(name, command, Map.of(), folder, folder);
  }

  @Override
  public void close() {
    kill();
    if (tools != null) {
      tools.kill();
    }
  }
}
