package io.trainvae.notebooks;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.repl.SparkILoop;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.zeppelin.display.GUI;
import org.apache.zeppelin.display.Input;
import org.apache.zeppelin.interpreter.InterpreterHookRegistry;
import org.apache.zeppelin.interpreter.InterpreterOutput;
import org.apache.zeppelin.interpreter.InterpreterResultMessage;
import org.apache.zeppelin.spark.SparkZeppelinContext;
import scala.Console;
import scala.Option;
import scala.collection.JavaConverters;
import scala.tools.nsc.Settings;
import scala.tools.nsc.interpreter.IMain;
import scala.tools.nsc.interpreter.Results;

/**
 * Spark's own shell, set up as Zeppelin's Spark interpreter sets it up (its class {@code
 * SparkScala212Interpreter}): one class for each paragraph, a session with {@code spark} and {@code
 * sc}, its forms behind {@code z}, and the same imports.
 */
final class SparkShell implements AutoCloseable {
  private static final int MOST_ROWS = 1000;

  private final SparkSession spark;
  private final SparkZeppelinContext z;
  private final InterpreterOutput output = new InterpreterOutput();
  private final IMain shell;

  /**
   * The result of a {@code %spark} paragraph.
   *
   * @param messages its output, in the parts that Zeppelin distinguishes
   */
  record Outcome(boolean success, List<InterpreterResultMessage> messages) {
    String text() {
      return messages.stream()
          .map(InterpreterResultMessage::getData)
          .collect(Collectors.joining("\n"));
    }
  }

  /**
   * @param classes an empty folder for the classes that the shell compiles
   * @param settings of Spark, in addition to those of every test
   */
  SparkShell(Path classes, Map<String, String> settings) {
    SparkSession.Builder builder =
        SparkSession.builder()
            .master("local[2]")
            .appName("notes")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.repl.class.outputDir", classes.toString());
    settings.forEach(builder::config);
    this.spark = builder.getOrCreate();
    spark.sparkContext().setLogLevel("ERROR");
    // Only z.show needs its shims, and Zeppelin's server.
    this.z =
        new SparkZeppelinContext(
            spark.sparkContext(), null, new InterpreterHookRegistry(), MOST_ROWS);
    this.shell = shell(classes);
    bind("spark", SparkSession.class, spark);
    bind("sc", org.apache.spark.SparkContext.class, spark.sparkContext());
    bind("z", SparkZeppelinContext.class, z);
    for (String names :
        List.of(
            "org.apache.spark.SparkContext._",
            "spark.implicits._",
            "spark.sql",
            "org.apache.spark.sql.functions._")) {
      require(run("import " + names, new GUI()), "import " + names);
    }
  }

  private IMain shell(Path classes) {
    Settings settings = new Settings();
    List<String> arguments =
        List.of("-usejavacp", "-Yrepl-class-based", "-Yrepl-outdir", classes.toString());
    settings.processArguments(JavaConverters.asScalaBuffer(arguments).toList(), true);
    SparkILoop loop =
        new SparkILoop(Option.empty(), new PrintWriter(output, true, StandardCharsets.UTF_8));
    loop.settings_$eq(settings);
    loop.createInterpreter();
    loop.intp().initializeSynchronous();
    return loop.intp();
  }

  private void bind(String name, Class<?> type, Object value) {
    scala.collection.immutable.List<String> modifiers =
        JavaConverters.asScalaBuffer(List.of("@transient")).toList();
    Results.Result bound = shell.bind(name, type.getCanonicalName(), value, modifiers);
    require(new Outcome(bound == Results.Success$.MODULE$, messages()), "bind " + name);
  }

  private static void require(Outcome outcome, String what) {
    if (!outcome.success()) {
      throw new IllegalStateException("The shell cannot " + what + ": " + outcome.text());
    }
  }

  /**
   * Runs a {@code %spark} paragraph.
   *
   * @param forms values that a user has given; afterwards also the forms that it made
   */
  Outcome run(String script, GUI forms) {
    output.clear();
    z.setGui(forms);
    Results.Result result = Console.withOut(output, () -> shell.interpret(script));
    return new Outcome(result == Results.Success$.MODULE$, messages());
  }

  private List<InterpreterResultMessage> messages() {
    try {
      output.flush();
      return output.toInterpreterResultMessage();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The columns and rows that a {@code %spark.sql} paragraph shows. */
  record Table(List<String> columns, List<Row> rows) {}

  /** Runs a {@code %spark.sql} paragraph, with the defaults of its forms. */
  Table sql(String script) {
    String query = Input.getSimpleQuery(Map.of(), script, false);
    var result = spark.sql(query);
    return new Table(List.of(result.columns()), result.limit(MOST_ROWS).collectAsList());
  }

  @Override
  public void close() {
    shell.close();
    spark.stop();
  }
}
