package io.trainvae.cli;

/**
 * Refuses arguments and settings that {@link Main} would refuse, in the same words and with the
 * same exit code. The launcher starts it in a plain Java virtual machine, next to the one that asks
 * Spark for a command line, so that an error is there before Spark's classes are.
 */
public final class CheckingMain {
  private CheckingMain() {}

  public static void main(String[] args) {
    System.exit(Main.check(PrintingMain.NONE, args, System.out, System.err));
  }
}
