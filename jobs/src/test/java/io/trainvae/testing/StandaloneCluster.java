package io.trainvae.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A real Spark standalone cluster on the loopback device: a master, workers of one core each, and
 * their executors, each in a separate JVM. The system chooses every port, so clusters do not
 * conflict. All logs are in the module's {@code target/clusters}.
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
  private final URL masterState;
  private int drivers;
  private int startedWorkers;

  private StandaloneCluster(int workerCount, String memory, Map<String, String> settings)
      throws IOException {
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
    Files.write(
        conf.resolve("spark-defaults.conf"),
        settings.entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).toList());
    Runtime.getRuntime().addShutdownHook(atExit);
    try {
      LoggedProcess master = startMaster();
      masterUrl = "spark://127.0.0.1:" + master.awaitOutput(PORT, START).group(1);
      String ui = "http://127.0.0.1:" + master.awaitOutput(UI_PORT, START).group(1) + "/json/";
      masterState = URI.create(ui).toURL();
      for (int i = 0; i < workerCount; i++) {
        workers.add(startWorker("127.0.0.1", Map.of()));
      }
      awaitWorkers(workerCount);
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
    return start(workers, memory, Map.of());
  }

  /**
   * @param settings of Spark that master and workers have
   */
  public static StandaloneCluster start(int workers, String memory, Map<String, String> settings) {
    try {
      return new StandaloneCluster(workers, memory, settings);
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
   * @param args the arguments after {@code spark-submit --master URL}
   */
  public SubmitResult submit(List<String> args) {
    return startApplication(args).result(SUBMIT);
  }

  /**
   * Starts an application in client mode, with a separate driver process and the project's {@code
   * conf}.
   *
   * @param args the arguments after {@code spark-submit --master URL}
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

  /**
   * The process of an executor that is running.
   *
   * @param id that Spark knows it by
   */
  public ProcessHandle executor(String id) {
    return executors()
        .filter(executor -> arguments(executor).contains("--executor-id " + id + " "))
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("no executor " + id + " is running; logs in " + logs));
  }

  /**
   * Adds a worker and waits until it is registered.
   *
   * @param host an address of the loopback device; Spark treats each address as a separate machine
   * @param environment of the worker and its executors
   */
  public void addWorker(String host, Map<String, String> environment) {
    workers.add(startWorker(host, environment));
    try {
      awaitWorkers(workers.size());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Kills the worker that an executor belongs to, and with it all its executors, as a machine that
   * is lost would.
   */
  public void killWorkerOf(ProcessHandle executor) {
    LoggedProcess worker =
        workers.stream()
            .filter(each -> each.handle().children().anyMatch(executor::equals))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no worker has " + executor));
    worker.kill();
    workers.remove(worker);
  }

  /** Kills the workers that were started last, with their executors, until this many are left. */
  public void killWorkersBut(int count) {
    while (workers.size() > count) {
      workers.remove(workers.size() - 1).kill();
    }
  }

  /**
   * Waits until no executor has been running for a second, for a master may start another one until
   * it knows of the application's end; fails when that takes three minutes.
   */
  public void awaitNoExecutors() {
    int without = 0;
    for (int i = 0; i < 1800 && without < 10; i++) {
      without = executorPids().isEmpty() ? without + 1 : 0;
      LoggedProcess.pause(Duration.ofMillis(100));
    }
    if (without < 10) {
      throw new IllegalStateException("still running: " + executorPids() + "; logs in " + logs);
    }
  }

  /** Folders in which executors spill and cache, one for each living worker. */
  public List<Path> localFolders() {
    return workers.stream().map(worker -> localFolder(worker.name())).toList();
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
        Map.of(),
        "org.apache.spark.deploy.master.Master",
        List.of("--host", "127.0.0.1", "--port", "0", "--webui-port", "0"));
  }

  private static String arguments(ProcessHandle process) {
    return String.join(" ", process.info().arguments().orElse(new String[0])) + " ";
  }

  private Path localFolder(String worker) {
    return logs.toAbsolutePath().resolve(worker + "-local");
  }

  private LoggedProcess startWorker(String host, Map<String, String> environment) {
    String name = "worker-" + startedWorkers++;
    Path work = logs.toAbsolutePath().resolve(name + "-work");
    Map<String, String> all = new HashMap<>(environment);
    all.put("SPARK_LOCAL_DIRS", localFolder(name).toString());
    all.put("SPARK_LOCAL_IP", host);
    return startDaemon(
        name,
        all,
        "org.apache.spark.deploy.worker.Worker",
        List.of(
            "--host",
            host,
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

  private LoggedProcess startDaemon(
      String name, Map<String, String> environment, String mainClass, List<String> args) {
    List<String> command =
        spark.java(
            conf,
            List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-Dspark.port.maxRetries=0"),
            mainClass);
    command.addAll(args);
    Map<String, String> all = new HashMap<>(spark.environment(conf));
    all.putAll(environment);
    LoggedProcess daemon =
        LoggedProcess.start(name, command, all, Path.of("").toAbsolutePath(), logs);
    processes.add(daemon);
    return daemon;
  }

  private void awaitWorkers(int expected) throws IOException {
    long end = System.nanoTime() + START.toNanos();
    int alive;
    do {
      alive = aliveWorkers();
      if (alive == expected) {
        return;
      }
      LoggedProcess.pause(Duration.ofMillis(100));
    } while (System.nanoTime() < end);
    throw new IllegalStateException(
        alive + " of " + expected + " workers are registered after " + START + "; logs in " + logs);
  }

  private int aliveWorkers() throws IOException {
    try {
      return new ObjectMapper().readTree(masterState).path("aliveworkers").asInt();
    } catch (FileNotFoundException e) {
      // The master answers before it has all of its pages.
      return 0;
    }
  }

  /** The workers before their master, or they would try to find it again. */
  private void killAll() {
    for (int i = processes.size() - 1; i >= 0; i--) {
      processes.get(i).kill();
    }
  }
}
