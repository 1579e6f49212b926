package io.trainvae.train;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Timer;
import io.trainvae.metrics.Outcome;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.MetricsSystem;
import org.apache.spark.metrics.source.Source;
import scala.collection.JavaConverters;

/**
 * The training as a source of Spark's metrics system, in the driver: what sinks are configured
 * (Prometheus servlet, JMX, Graphite, ...) see it under {@code <namespace>.driver.train-vae} until
 * Spark ends or another training begins. Figures that are not known yet are NaN.
 *
 * <p>{@code epoch} and {@code round} are those under way; {@code neg_elbo} and {@code
 * images_per_second} are of this epoch so far; {@code epoch_neg_elbo}, {@code
 * epoch_reconstruction}, {@code epoch_kl} and {@code epoch_seconds} of the last one that is done,
 * in nats per image. {@code disagreement} of several workers, {@link Averaging#disagreement}, is of
 * the round averaged last, {@code epoch_disagreement} the mean over the rounds of the last epoch.
 * {@code outcome} is NaN until the training ends, then {@link Outcome#number}. {@code rounds} is a
 * timer of averaging rounds.
 */
final class TrainingMetrics implements TrainListener, Source {
  private final MetricRegistry registry = new MetricRegistry();
  private final Timer rounds = registry.timer("rounds");
  private volatile Plan plan;
  private volatile Round round;
  private volatile Averaging averaging;
  private volatile Epoch epoch;
  private volatile Outcome outcome;
  private long roundStart;

  TrainingMetrics() {
    gauge("epochs", () -> plan == null ? Double.NaN : plan.epochs());
    gauge("workers", () -> plan == null ? Double.NaN : plan.workers());
    gauge("outcome", () -> outcome == null ? Double.NaN : outcome.number());
    ofRound("epoch", Round::epoch);
    ofRound("round", Round::round);
    ofRound("neg_elbo", Round::negElbo);
    ofRound("images_per_second", Round::imagesPerSecond);
    gauge("disagreement", () -> averaging == null ? Double.NaN : averaging.disagreement());
    ofEpoch("epoch_neg_elbo", Epoch::negElbo);
    ofEpoch("epoch_reconstruction", Epoch::reconstruction);
    ofEpoch("epoch_kl", Epoch::kl);
    ofEpoch("epoch_seconds", Epoch::seconds);
    ofEpoch("epoch_disagreement", done -> done.disagreement().orElse(Double.NaN));
  }

  @Override
  public String sourceName() {
    return "train-vae";
  }

  @Override
  public MetricRegistry metricRegistry() {
    return registry;
  }

  @Override
  public void started(Plan newPlan) {
    plan = newPlan;
    roundStart = System.nanoTime();
    MetricsSystem system = SparkEnv.get().metricsSystem();
    JavaConverters.seqAsJavaList(system.getSourcesByName(sourceName()))
        .forEach(system::removeSource);
    system.registerSource(this);
  }

  @Override
  public void roundDone(Round done) {
    long now = System.nanoTime();
    rounds.update(now - roundStart, TimeUnit.NANOSECONDS);
    roundStart = now;
    round = done;
  }

  @Override
  public void roundAveraged(Averaging done) {
    averaging = done;
  }

  @Override
  public void epochDone(Epoch done) {
    epoch = done;
    // The time between two epochs does not belong to a round.
    roundStart = System.nanoTime();
  }

  @Override
  public void ended(Outcome how) {
    outcome = how;
  }

  private void ofRound(String name, ToDoubleFunction<Round> figure) {
    gauge(name, () -> round == null ? Double.NaN : figure.applyAsDouble(round));
  }

  private void ofEpoch(String name, ToDoubleFunction<Epoch> figure) {
    gauge(name, () -> epoch == null ? Double.NaN : figure.applyAsDouble(epoch));
  }

  private void gauge(String name, Gauge<Double> value) {
    registry.register(name, value);
  }
}
