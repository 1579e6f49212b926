package io.trainvae.cli;

import java.util.List;

/**
 * Runs one command after the other in a virtual machine of its own; arguments of one are parted by
 * tabs. Says of each how it ended.
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
