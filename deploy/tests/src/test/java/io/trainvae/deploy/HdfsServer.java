package io.trainvae.deploy;

import io.trainvae.testing.LoggedProcess;
import io.trainvae.testing.SparkHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A real HDFS on ports of the system: a NameNode and a DataNode in one process, and another
 * DataNode in a second one, which can be killed.
 */
final class HdfsServer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Pattern STARTED =
      Pattern.compile("Started MiniDFSCluster -- namenode on port (\\d+)");

  private static final Pattern REGISTERED = Pattern.compile("successfully registered with NN");

  private final Path folder;
  private final LoggedProcess server;
  private final String root;
  private LoggedProcess dataNode;
  private int dataNodes;

  private HdfsServer(Path folder) throws IOException {
    this.folder = folder;
    Path conf = Files.createDirectories(folder.resolve("conf"));
    Files.writeString(
        conf.resolve("log4j2.properties"),
        """
        rootLogger.level = info
        rootLogger.appenderRef.out.ref = out
        appender.out.type = Console
        appender.out.name = out
        appender.out.layout.type = PatternLayout
        appender.out.layout.pattern = %d{HH:mm:ss.SSS} %p %c{1}: %m%n%ex
        """);
    // Should this process be ended from outside.
    Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    server =
        start(
            "hdfs",
            "-Dtest.build.data=" + folder.resolve("data"),
            "org.apache.hadoop.mapreduce.MiniHadoopClusterManager",
            "-nomr",
            "-format",
            "-datanodes",
            "1",
            "-D",
            "dfs.replication=2",
            "-D",
            "dfs.namenode.metrics.logger.period.seconds=0");
    root = "hdfs://127.0.0.1:" + server.awaitOutput(STARTED, PATIENCE).group(1);
    startDataNode();
  }

  /** Starts the second DataNode, again when it was killed. */
  void startDataNode() {
    int number = dataNodes++;
    dataNode =
        start(
            "data-node-" + number,
            "-Dhadoop.log.dir=" + folder,
            "org.apache.hadoop.hdfs.server.datanode.DataNode",
            "-D",
            "fs.defaultFS=" + root,
            "-D",
            "dfs.datanode.data.dir=" + folder.resolve("data-node-" + number),
            "-D",
            "dfs.datanode.address=127.0.0.1:0",
            "-D",
            "dfs.datanode.ipc.address=127.0.0.1:0",
            "-D",
            "dfs.datanode.http.address=127.0.0.1:0");
    dataNode.awaitOutput(REGISTERED, PATIENCE);
  }

  /** Stops the second DataNode, with SIGKILL. */
  void killDataNode() {
    dataNode.kill();
  }

  private LoggedProcess start(String name, String property, String main, String... words) {
    String classPath =
        folder.resolve("conf")
            + ":"
            + Path.of("target/hdfs").toAbsolutePath().resolve("*")
            + ":"
            + SparkHome.find().folder().resolve("jars/*");
    List<String> command = new ArrayList<>(List.of(Servers.java(), "-Xmx512m", property));
    command.addAll(List.of("-cp", classPath, main));
    command.addAll(List.of(words));
    // Its logger of metrics wants a Log4j 1.
    command.addAll(List.of("-D", "dfs.datanode.metrics.logger.period.seconds=0"));
    return LoggedProcess.start(name, command, Map.of(), folder, folder);
  }

  static HdfsServer start(Path folder) throws IOException {
    return new HdfsServer(folder);
  }

  /** {@code hdfs://host:port} */
  String root() {
    return root;
  }

  @Override
  public void close() {
    dataNode.kill();
    server.kill();
  }
}
