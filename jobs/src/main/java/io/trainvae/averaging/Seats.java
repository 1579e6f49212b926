package io.trainvae.averaging;

import io.trainvae.error.JobException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;
import org.apache.spark.status.api.v1.ExecutorSummary;
import scala.collection.JavaConverters;

/** Which executors the tasks of a stage are to run on. */
final class Seats {
  static final String PATIENCE = "spark.scheduler.maxRegisteredResourcesWaitingTime";
  private static final String DRIVER = "driver";

  private final SparkContext context;
  private List<Seat> last = List.of();

  /** Room for one task. */
  record Seat(String executor, String host) {
    /** As Spark's scheduler reads it. */
    String location() {
      return "executor_%s_%s".formatted(host, executor);
    }
  }

  private record Executor(String id, String host, int slots) {}

  Seats(SparkContext context) {
    this.context = context;
  }

  /**
   * As many seats as workers, or as there are slots. An executor keeps its tasks from stage to
   * stage, for it has their images; all move when that spreads them over more executors.
   *
   * @throws JobException failed, when no executor comes for half a minute
   */
  List<Seat> take(int workers) {
    List<Executor> executors = awaitSome();
    int slots = executors.stream().mapToInt(Executor::slots).sum();
    List<Seat> fresh = spread(executors, Math.min(workers, Math.min(slots, concurrentTasks())));
    List<Seat> kept = keep(fresh);
    last = executorsOf(kept) < executorsOf(fresh) ? fresh : kept;
    return last;
  }

  private static long executorsOf(List<Seat> seats) {
    return seats.stream().map(Seat::executor).distinct().count();
  }

  private List<Executor> awaitSome() {
    long patience = context.getConf().getTimeAsMs(PATIENCE, "30s");
    long end = System.nanoTime() + patience * 1_000_000;
    while (true) {
      List<Executor> executors = executors();
      if (!executors.isEmpty() && concurrentTasks() > 0) {
        return executors;
      }
      if (System.nanoTime() > end) {
        throw JobException.failed(
            "Cannot train: no executor with a free slot within %d s; is the cluster full, or does an executor ask for more than its machines have? %s to wait longer"
                .formatted(patience / 1000, PATIENCE));
      }
      pause();
    }
  }

  private int concurrentTasks() {
    return context.maxNumConcurrentTasks(context.resourceProfileManager().defaultResourceProfile());
  }

  private List<Executor> executors() {
    List<Executor> found = new ArrayList<>();
    for (ExecutorSummary executor :
        JavaConverters.seqAsJavaList(context.statusStore().executorList(true))) {
      if ((context.isLocal() || !executor.id().equals(DRIVER))
          && !executor.isExcluded()
          && executor.maxTasks() > 0) {
        String hostPort = executor.hostPort();
        String host = hostPort.substring(0, Math.max(0, hostPort.lastIndexOf(':')));
        found.add(new Executor(executor.id(), host, executor.maxTasks()));
      }
    }
    found.sort((left, right) -> compare(left.id(), right.id()));
    return found;
  }

  private static int compare(String left, String right) {
    int byLength = Integer.compare(left.length(), right.length());
    return byLength != 0 ? byLength : left.compareTo(right);
  }

  /** Evenly, neighbours side by side. */
  private static List<Seat> spread(List<Executor> executors, int count) {
    Map<Executor, Integer> taken = new LinkedHashMap<>();
    int left = count;
    for (int each = 1; left > 0; each++) {
      for (Executor executor : executors) {
        if (left > 0 && executor.slots() >= each) {
          taken.put(executor, each);
          left--;
        }
      }
    }
    List<Seat> seats = new ArrayList<>();
    for (Executor executor : executors) {
      for (int i = 0; i < taken.getOrDefault(executor, 0); i++) {
        seats.add(new Seat(executor.id(), executor.host()));
      }
    }
    return seats;
  }

  /** The last seats, of which others take the place of those that are gone. */
  private List<Seat> keep(List<Seat> fresh) {
    if (last.size() != fresh.size()) {
      return fresh;
    }
    List<Seat> free = new ArrayList<>(fresh);
    List<Seat> kept = new ArrayList<>();
    for (Seat seat : last) {
      kept.add(free.remove(seat) ? seat : null);
    }
    kept.replaceAll(seat -> seat == null ? free.remove(0) : seat);
    return kept;
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw JobException.interrupted("Interrupted while waiting for executors");
    }
  }
}
