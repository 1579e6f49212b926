package io.trainvae.benchmark.compare;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.trainvae.benchmark.measure.Machine;
import io.trainvae.benchmark.measure.Rates;
import java.util.List;
import java.util.Map;

/**
 * The results of a comparison, as {@code benchmark.json} has them.
 *
 * @param flops of an epoch's matrix products
 * @param sameParameters whether Spark and plain threads ended with the same parameters, to the bit;
 *     null if not both ran
 * @param leftOut contenders that did not run, and why
 */
record Comparison(
    Machine machine,
    Map<String, String> versions,
    List<String> command,
    String preset,
    int images,
    int epochs,
    double flops,
    Rates sgemm,
    List<Result> results,
    @JsonProperty("same_parameters") Boolean sameParameters,
    List<Target> targets,
    @JsonProperty("left_out") Map<String, String> leftOut,
    Map<String, String> failed) {}
