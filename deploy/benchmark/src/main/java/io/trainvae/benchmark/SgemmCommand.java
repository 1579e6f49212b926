package io.trainvae.benchmark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trainvae.benchmark.contender.Sgemm;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints rates as a line of JSON. */
@Command(name = "sgemm", hidden = true, description = "Multiplies matrices for some seconds.")
final class SgemmCommand implements Callable<Integer> {
  @Option(names = "--threads", required = true, split = ",")
  private List<Integer> threads;

  @Override
  public Integer call() throws InterruptedException, JsonProcessingException {
    List<Sgemm.Rate> rates = new ArrayList<>();
    for (int count : threads) {
      rates.addAll(Sgemm.rates(count));
    }
    System.out.println(new ObjectMapper().writeValueAsString(rates));
    return 0;
  }
}
