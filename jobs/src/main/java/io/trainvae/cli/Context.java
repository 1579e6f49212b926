package io.trainvae.cli;

import io.trainvae.train.StopSignal;
import java.io.PrintStream;
import java.time.Clock;
import java.util.List;

/**
 * The environment that every command receives.
 *
 * @param out for results
 * @param err for progress and errors
 * @param stop whether the process is being ended from outside
 * @param arguments the whole command line, for the record
 */
record Context(
    JobRunner engine,
    PrintStream out,
    PrintStream err,
    StopSignal stop,
    List<String> arguments,
    Clock clock) {}
