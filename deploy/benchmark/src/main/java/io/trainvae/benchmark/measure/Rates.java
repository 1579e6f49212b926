package io.trainvae.benchmark.measure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.trainvae.benchmark.contender.Sgemm.Rate;
import io.trainvae.error.JobException;
import java.util.List;

/** The rates of matrix products, measured in a separate process. */
public record Rates(List<Rate> products) {

  /** Measures them on 1 and on 2 threads. */
  public static Rates measure(Places places) {
    Observed done = places.own("1g", "sgemm", "--threads", "1,2").observe(places.log("sgemm"));
    if (done.exitCode() != 0) {
      throw JobException.failed("Cannot measure matrix products: " + done.lastLine());
    }
    try {
      return new Rates(
          JsonMapper.builder().build().readValue(done.lastLine(), new TypeReference<>() {}));
    } catch (JsonProcessingException e) {
      throw JobException.failed("Cannot read rates of matrix products: " + done.lastLine(), e);
    }
  }

  /** The rate of the best product, 10^9 operations per second. */
  public double best(int threads) {
    return products.stream()
        .filter(rate -> rate.threads() == threads)
        .mapToDouble(Rate::gflops)
        .max()
        .orElse(Double.NaN);
  }
}
