package io.trainvae.cli;

import io.trainvae.storage.Storage;
import io.trainvae.train.StopSignal;
import java.util.function.Function;

/**
 * Answers commands that only print: help, the version, the presets. The launcher starts it in a
 * plain Java virtual machine, which loads no class of Spark's and no logging, and so is there at
 * once. What it prints, and its exit codes, are {@link Main}'s.
 */
public final class PrintingMain {
  static final JobRunner NONE =
      new JobRunner() {
        @Override
        public Storage storage() {
          throw new IllegalStateException("A command that only prints has no storage");
        }

        @Override
        public <T> T run(String application, Function<Jobs, T> work) {
          throw new IllegalStateException("A command that only prints has no Spark");
        }
      };

  private PrintingMain() {}

  public static void main(String[] args) {
    System.exit(Main.run(NONE, new StopSignal(), args, System.out, System.err));
  }
}
