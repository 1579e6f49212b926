package io.trainvae.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.Gauge;
import io.trainvae.metrics.Outcome;
import io.trainvae.testing.LocalSpark;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.source.Source;
import org.junit.jupiter.api.Test;
import scala.collection.JavaConverters;

class TrainingMetricsTest {
  private final TrainingMetrics metrics = new TrainingMetrics();

  private double gauge(String name) {
    Gauge<?> gauge = metrics.metricRegistry().getGauges().get(name);
    assertThat(gauge).as(name).isNotNull();
    return (Double) gauge.getValue();
  }

  private static List<Source> registered() {
    LocalSpark.session();
    return JavaConverters.seqAsJavaList(
        SparkEnv.get().metricsSystem().getSourcesByName("train-vae"));
  }

  @Test
  void figuresAreThoseOfTheTraining() {
    assertThat(gauge("neg_elbo")).isNaN();
    assertThat(gauge("epochs")).isNaN();
    metrics.started(new TrainListener.Plan("r", 2, 1, 128, 15, 24, 6000, 9));
    assertThat(registered()).containsExactly(metrics);
    assertThat(gauge("outcome")).isNaN();
    metrics.roundDone(new TrainListener.Round(3, 7, 24, 1000, 110.5, 4321));
    assertThat(gauge("epoch_kl")).isNaN();
    assertThat(gauge("disagreement")).isNaN();
    metrics.roundAveraged(new TrainListener.Averaging(3, 7, 0.03));
    assertThat(gauge("epoch_disagreement")).isNaN();
    metrics.epochDone(
        new TrainListener.Epoch(3, 72, 6000, 80, 25, 2, 1e-3, Optional.of(0.02), Optional.empty()));

    assertThat(gauge("epochs")).isEqualTo(15);
    assertThat(gauge("workers")).isEqualTo(2);
    assertThat(gauge("epoch")).isEqualTo(3);
    assertThat(gauge("round")).isEqualTo(7);
    assertThat(gauge("neg_elbo")).isEqualTo(110.5);
    assertThat(gauge("images_per_second")).isEqualTo(4321);
    assertThat(gauge("epoch_neg_elbo")).isEqualTo(105);
    assertThat(gauge("epoch_reconstruction")).isEqualTo(80);
    assertThat(gauge("epoch_kl")).isEqualTo(25);
    assertThat(gauge("epoch_seconds")).isEqualTo(2);
    assertThat(gauge("disagreement")).isEqualTo(0.03);
    assertThat(gauge("epoch_disagreement")).isEqualTo(0.02);
    assertThat(metrics.metricRegistry().getTimers().get("rounds").getCount()).isEqualTo(1);
    metrics.ended(Outcome.INTERRUPTED);
    assertThat(gauge("outcome")).isEqualTo(3);
    assertThat(registered()).as("until Spark ends").containsExactly(metrics);

    TrainingMetrics next = new TrainingMetrics();
    next.started(new TrainListener.Plan("s", 2, 1, 128, 15, 24, 6000, 9));
    assertThat(registered()).as("or another training begins").containsExactly(next);
  }
}
