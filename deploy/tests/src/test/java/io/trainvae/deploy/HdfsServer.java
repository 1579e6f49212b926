package io.trainvae.deploy;

import io.trainvae.testing.LoggedProcess;
import io.trainvae.testing.SparkHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A real HDFS in a process of its own: a NameNode and two DataNodes, on ports of the system. */
final class HdfsServer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Pattern STARTED =
      Pattern.compile("Started MiniDFSCluster -- namenode on port (\\d+)");

  private final LoggedProcess server;
  private final String root;

  private HdfsServer(Path folder) throws IOException {
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
    String classPath =
        conf
            + ":"
            + Path.of("target/hdfs").toAbsolutePath().resolve("*")
            + ":"
            + SparkHome.find().folder().resolve("jars/*");
    server =
        LoggedProcess.start(
            "hdfs",
            List.of(
                Servers.java(),
                "-Xmx512m",
                "-Dtest.build.data=" + folder.resolve("data"),
                "-cp",
                classPath,
                "org.apache.hadoop.mapreduce.MiniHadoopClusterManager",
                "-nomr",
                "-format",
                "-datanodes",
                "2",
                // Their loggers of metrics want a Log4j 1.
                "-D",
                "dfs.namenode.metrics.logger.period.seconds=0",
                "-D",
                "dfs.datanode.metrics.logger.period.seconds=0"),
            Map.of(),
            folder,
            folder);
    // Should this process be ended from outside.
    Runtime.getRuntime().addShutdownHook(new Thread(server::kill));
    root = "hdfs://127.0.0.1:" + server.awaitOutput(STARTED, PATIENCE).group(1);
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
    server.kill();
  }
}
