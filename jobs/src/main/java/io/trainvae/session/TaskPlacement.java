package io.trainvae.session;

import io.trainvae.error.JobException;
import io.trainvae.session.Executors.Executor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.SparkContext;

/** Which executors the tasks of a stage are to run on. */
public final class TaskPlacement {
  private final SparkContext context;
  private final TaskCores cores;
  private List<TaskLocation> last = List.of();

  /** Room for one task. */
  public record TaskLocation(String executor, String host) {
    /** The location in the form of Spark's scheduler. */
    public String location() {
      return "executor_%s_%s".formatted(host, executor);
    }
  }

  public TaskPlacement(SparkContext context, TaskCores cores) {
    this.context = context;
    this.cores = cores;
  }

  /**
   * Chooses as many locations as workers, or as there are slots. An executor keeps its tasks from
   * stage to stage, because it holds their images. All tasks move if that spreads them over more
   * executors.
   *
   * @throws JobException failed, when no executor comes for half a minute
   */
  public List<TaskLocation> take(int workers) {
    List<TaskLocation> fresh;
    do {
      Executors.awaitSlots(context, 1);
      List<Executor> executors = Executors.present(context);
      int all = executors.stream().mapToInt(cores::slots).sum();
      int slots = Math.min(all, cores.concurrentTasks());
      fresh = spread(executors, Math.min(workers, slots));
    } while (fresh.isEmpty());
    List<TaskLocation> kept = keep(fresh);
    last = executorsOf(kept) < executorsOf(fresh) ? fresh : kept;
    return last;
  }

  /** Whether the executors of all locations still exist. */
  public static boolean exist(SparkContext context, List<TaskLocation> locations) {
    Set<String> present =
        Executors.present(context).stream().map(Executor::id).collect(Collectors.toSet());
    return locations.stream().map(TaskLocation::executor).allMatch(present::contains);
  }

  private static long executorsOf(List<TaskLocation> locations) {
    return locations.stream().map(TaskLocation::executor).distinct().count();
  }

  /** Evenly, neighbours side by side. */
  private List<TaskLocation> spread(List<Executor> executors, int count) {
    Map<Executor, Integer> taken = new LinkedHashMap<>();
    int left = count;
    for (int each = 1; left > 0; each++) {
      for (Executor executor : executors) {
        if (left > 0 && cores.slots(executor) >= each) {
          taken.put(executor, each);
          left--;
        }
      }
    }
    List<TaskLocation> locations = new ArrayList<>();
    for (Executor executor : executors) {
      for (int i = 0; i < taken.getOrDefault(executor, 0); i++) {
        locations.add(new TaskLocation(executor.id(), executor.host()));
      }
    }
    return locations;
  }

  /** The previous locations, with new ones for those whose executor is lost. */
  private List<TaskLocation> keep(List<TaskLocation> fresh) {
    if (last.size() != fresh.size()) {
      return fresh;
    }
    List<TaskLocation> free = new ArrayList<>(fresh);
    List<TaskLocation> kept = new ArrayList<>();
    for (TaskLocation location : last) {
      kept.add(free.remove(location) ? location : null);
    }
    kept.replaceAll(location -> location == null ? free.remove(0) : location);
    return kept;
  }
}
