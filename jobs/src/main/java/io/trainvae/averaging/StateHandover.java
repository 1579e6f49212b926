package io.trainvae.averaging;

import io.trainvae.network.VaeState;
import java.io.Serializable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * How a round's state gets from the driver to the workers, and back. On a cluster it is a
 * broadcast, and part of the result. In local mode driver and workers share one virtual machine, so
 * that the objects themselves are handed over.
 */
abstract class StateHandover implements Serializable, AutoCloseable {
  private static final long serialVersionUID = 1L;

  /** For one round. Must be closed when all results are in. */
  static StateHandover of(JavaSparkContext context, String key, VaeState state) {
    return context.isLocal() ? new Shared(key, state) : new Sent(context.broadcast(state));
  }

  /** On a worker: the state that its round begins with. Not to be changed. */
  abstract VaeState begin();

  /** On a worker: what to put into its result. */
  abstract VaeState give(int worker, VaeState state);

  /** On the driver: the state that belongs to a result. Where they are shared, of one worker. */
  abstract VaeState take(GroupResult result);

  @Override
  public abstract void close();

  private static final class Sent extends StateHandover {
    private static final long serialVersionUID = 1L;
    private final Broadcast<VaeState> broadcast;

    Sent(Broadcast<VaeState> broadcast) {
      this.broadcast = broadcast;
    }

    @Override
    VaeState begin() {
      return broadcast.value();
    }

    @Override
    VaeState give(int worker, VaeState state) {
      return state;
    }

    @Override
    VaeState take(GroupResult result) {
      return result.state();
    }

    @Override
    public void close() {
      broadcast.destroy();
    }
  }

  private static final class Shared extends StateHandover {
    private static final long serialVersionUID = 1L;
    private static final Map<String, VaeState> STATES = new ConcurrentHashMap<>();
    private final String key;

    Shared(String key, VaeState state) {
      this.key = key;
      STATES.put(key, state);
    }

    @Override
    VaeState begin() {
      return STATES.get(key);
    }

    @Override
    VaeState give(int worker, VaeState state) {
      STATES.put(key + "/" + worker, state);
      return null;
    }

    @Override
    VaeState take(GroupResult result) {
      return STATES.remove(key + "/" + result.group());
    }

    @Override
    public void close() {
      STATES.keySet().removeIf(other -> other.startsWith(key));
    }
  }
}
