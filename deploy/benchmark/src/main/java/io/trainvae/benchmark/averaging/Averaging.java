package io.trainvae.benchmark.averaging;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.trainvae.benchmark.measure.Machine;
import java.util.List;
import java.util.Map;

/**
 * The results, as {@code averaging.json} has them.
 *
 * @param machine before the last start; earlier trainings have their own figure of other processes
 * @param runs every training
 * @param failed trainings, with the reason
 */
record Averaging(
    Machine machine,
    @JsonProperty("command_line") List<String> commandLine,
    Trained.Setup setup,
    List<Summary> summaries,
    List<Trained> runs,
    Map<String, String> failed) {}
