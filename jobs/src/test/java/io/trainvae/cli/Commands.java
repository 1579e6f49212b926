package io.trainvae.cli;

import java.util.List;

/**
 * Runs commands one after the other in a separate virtual machine; the arguments of one command are
 * separated by tabs. Reports how each ended.
 */
final class Commands {
  private Commands() {}

  public static void main(String[] commands) {
    for (String command : List.of(commands)) {
      TestedCommand done = TestedCommand.of(command.split("\t"));
      String last = done.err().lines().reduce((first, second) -> second).orElse("");
      System.out.println(done.exitCode() + " " + last);
    }
  }
}
