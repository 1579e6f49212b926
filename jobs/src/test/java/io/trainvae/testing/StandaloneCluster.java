package io.trainvae.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A real Spark standalone cluster on the loopback device: a master, workers of one core each, and
 * their executors, each in a JVM of its own. Every port is one that the system gave, so clusters do
 * not meet. All logs stay under the module's {@code target/clusters}.
 */
public final class StandaloneCluster implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(3);
  private static final Duration SUBMIT = Duration.ofMinutes(5);
  private static final Pattern PORT = Pattern.compile("service 'sparkMaster' on port (\\d+)");
  private static final Pattern UI_PORT = Pattern.compile("service 'MasterUI' on port (\\d+)");

  private final SparkHome spark = SparkHome.find();
  private final Path logs;
  private final Path conf;
  private final String memory;
  private final List<LoggedProcess> processes = new ArrayList<>();
  private final List<LoggedProcess> workers = new ArrayList<>();
  private final Thread atExit = new Thread(this::killAll);
  private final String masterUrl;
  private int drivers;

  private StandaloneCluster(int workerCount, String memory) throws IOException {
    this.memory = memory;
    logs =
        Files.createTempDirectory(Files.createDirectories(Path.of("target/clusters")), "cluster-");
    conf = Files.createDirectory(logs.toAbsolutePath().resolve("conf"));
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
    Runtime.getRuntime().addShutdownHook(atExit);
    try {
      LoggedProcess master = startMaster();
      masterUrl = "spark://127.0.0.1:" + master.awaitOutput(PORT, START).group(1);
      String ui = "http://127.0.0.1:" + master.awaitOutput(UI_PORT, START).group(1) + "/json/";
      for (int i = 0; i < workerCount; i++) {
        workers.add(startWorker(i));
      }
      awaitWorkers(URI.create(ui).toURL(), workerCount);
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * A cluster of workers with one core and 2 GiB for executors each; returns when all are
   * registered.
   */
  public static StandaloneCluster start(int workers) {
    return start(workers, "2g");
  }

  /**
   * @param memory that each worker has for executors, as Spark writes it
   */
  public static StandaloneCluster start(int workers, String memory) {
    try {
      return new StandaloneCluster(workers, memory);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start a cluster of " + workers + " workers", e);
    }
  }

  public String masterUrl() {
    return masterUrl;
  }

  /** Folder of everything that the cluster's processes wrote. */
  public Path logs() {
    return logs;
  }

  /**
   * Runs an application to its end, five minutes at most.
   *
   * @param args what follows {@code spark-submit --master URL}
   */
  public SubmitResult submit(List<String> args) {
    return startApplication(args).result(SUBMIT);
  }

  /**
   * Starts an application in client mode, with a driver process of its own and the project's {@code
   * conf}.
   *
   * @param args what follows {@code spark-submit --master URL}
   */
  public Submission startApplication(List<String> args) {
    Path projectConf = ProjectFiles.root().resolve("conf");
    List<String> command =
        spark.java(projectConf, List.of("-Xmx1g"), "org.apache.spark.deploy.SparkSubmit");
    command.addAll(
        List.of(
            "--master", masterUrl,
            "--conf", "spark.port.maxRetries=0",
            "--conf", "spark.ui.port=0",
            "--conf", "spark.driver.host=127.0.0.1"));
    command.addAll(args);
    LoggedProcess driver =
        LoggedProcess.start(
            "driver-" + drivers++,
            command,
            spark.environment(projectConf),
            Path.of("").toAbsolutePath(),
            logs);
    processes.add(driver);
    return new Submission(driver, logs);
  }

  /**
   * Kills one executor with SIGKILL, as a machine that is lost would; Spark starts another in its
   * place.
   */
  public void killExecutor() {
    ProcessHandle executor =
        executors()
            .findFirst()
            .orElseThrow(
                () -> new IllegalStateException("no executor is running; logs in " + logs));
    executor.destroyForcibly();
    executor.onExit().join();
  }

  /** Process ids of the executors that are running. */
  public List<Long> executorPids() {
    return executors().map(ProcessHandle::pid).toList();
  }

  @Override
  public void close() {
    killAll();
    Runtime.getRuntime().removeShutdownHook(atExit);
  }

  /** In client mode a worker has no other children. */
  private Stream<ProcessHandle> executors() {
    return workers.stream().flatMap(worker -> worker.handle().children());
  }

  private LoggedProcess startMaster() {
    return startDaemon(
        "master",
        "org.apache.spark.deploy.master.Master",
        List.of("--host", "127.0.0.1", "--port", "0", "--webui-port", "0"));
  }

  private LoggedProcess startWorker(int number) {
    String name = "worker-" + number;
    Path work = logs.toAbsolutePath().resolve(name + "-work");
    return startDaemon(
        name,
        "org.apache.spark.deploy.worker.Worker",
        List.of(
            "--host",
            "127.0.0.1",
            "--port",
            "0",
            "--webui-port",
            "0",
            "--cores",
            "1",
            "--memory",
            memory,
            "--work-dir",
            work.toString(),
            masterUrl));
  }

  private LoggedProcess startDaemon(String name, String mainClass, List<String> args) {
    List<String> command =
        spark.java(
            conf,
            List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-Dspark.port.maxRetries=0"),
            mainClass);
    command.addAll(args);
    LoggedProcess daemon =
        LoggedProcess.start(
            name, command, spark.environment(conf), Path.of("").toAbsolutePath(), logs);
    processes.add(daemon);
    return daemon;
  }

  private void awaitWorkers(URL masterState, int expected) throws IOException {
    long end = System.nanoTime() + START.toNanos();
    int alive;
    do {
      alive = new ObjectMapper().readTree(masterState).path("aliveworkers").asInt();
      if (alive == expected) {
        return;
      }
      LoggedProcess.pause(Duration.ofMillis(100));
    } while (System.nanoTime() < end);
    throw new IllegalStateException(
        alive + " of " + expected + " workers are registered after " + START + "; logs in " + logs);
  }

  /** The workers before their master, or they would try to find it again. */
  private void killAll() {
    for (int i = processes.size() - 1; i >= 0; i--) {
      processes.get(i).kill();
    }
  }
}
