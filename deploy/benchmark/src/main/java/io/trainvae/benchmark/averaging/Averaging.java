package io.trainvae.benchmark.averaging;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.trainvae.benchmark.measure.Machine;
import java.util.List;
import java.util.Map;

/**
 * All that was measured, as {@code averaging.json} has it.
 *
 * @param machine as it was before the last start; earlier trainings tell what others used
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
