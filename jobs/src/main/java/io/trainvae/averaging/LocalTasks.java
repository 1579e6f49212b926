package io.trainvae.averaging;

import io.trainvae.averaging.PairwiseMean.Partial;
import io.trainvae.blocks.TaskWait;
import io.trainvae.network.VaeState;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Phaser;

/**
 * The tasks of a stage that run in this virtual machine. They share one copy of the state, and see
 * each other's without sending it.
 */
final class LocalTasks {
  private static final Map<String, LocalTasks> RUNNING = new ConcurrentHashMap<>();

  private final String key;
  private final VaeState state;
  private final Phaser phaser;
  private final Map<Integer, List<Partial>> partials = new ConcurrentHashMap<>();

  private LocalTasks(String key, int tasks, int parameters) {
    this.key = key;
    this.state = new VaeState(parameters);
    this.phaser = new Phaser(tasks);
  }

  /**
   * @param tasks number of the stage's tasks in this virtual machine, each of which must call this
   *     once
   */
  static LocalTasks join(StagePlan stage, int tasks) {
    String key = stage.name() + "/" + stage.attempt();
    int parameters = stage.slices().size();
    return RUNNING.computeIfAbsent(key, absent -> new LocalTasks(key, tasks, parameters));
  }

  /**
   * Begin of the round that is under way; each slice is overwritten by the task that averages it.
   */
  VaeState state() {
    return state;
  }

  /** Shows the means of a task's own workers to the others. */
  void publish(int task, List<Partial> means) {
    partials.put(task, means);
  }

  List<Partial> partials(int task) {
    return partials.get(task);
  }

  /** Waits until all tasks of this virtual machine have come here. */
  void await() {
    int phase = phaser.arrive();
    TaskWait.on((time, unit) -> phaser.awaitAdvanceInterruptibly(phase, time, unit));
  }

  /** Called once by each task; the last one lets go of the state. */
  void leave() {
    RUNNING.remove(key);
  }
}
