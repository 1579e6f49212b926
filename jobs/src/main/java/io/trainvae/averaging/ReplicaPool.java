package io.trainvae.averaging;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Timer;
import java.util.TimerTask;

/**
 * The replicas of this virtual machine that no task is using. They stay from stage to stage, and
 * are given back when no stage has come for them for a while.
 */
final class ReplicaPool {
  private static final long IDLE_MILLIS = 20_000;
  private static final Deque<Idle> IDLE = new ArrayDeque<>();
  private static final Timer TIMER = new Timer("train-vae idle replicas", true);

  private record Idle(Replica replica, long since) {}

  private ReplicaPool() {}

  /** Takes a replica of this training; closes those of earlier trainings. */
  static Replica take(AveragingPlan plan) {
    synchronized (IDLE) {
      Replica found = null;
      for (Iterator<Idle> all = IDLE.iterator(); all.hasNext(); ) {
        Replica replica = all.next().replica();
        boolean ours = replica.plan().trainingId().equals(plan.trainingId());
        if (!ours || found == null) {
          all.remove();
        }
        if (!ours) {
          replica.close();
        } else if (found == null) {
          found = replica;
        }
      }
      if (found != null) {
        return found;
      }
    }
    return new Replica(plan);
  }

  /** Takes back a replica that is in order. */
  static void giveBack(Replica replica) {
    synchronized (IDLE) {
      IDLE.add(new Idle(replica, System.nanoTime()));
    }
    TIMER.schedule(
        new TimerTask() {
          @Override
          public void run() {
            closeIdle(IDLE_MILLIS);
          }
        },
        IDLE_MILLIS + 1);
  }

  /** Closes the replicas that were not used for this time. */
  static void closeIdle(long millis) {
    synchronized (IDLE) {
      long now = System.nanoTime();
      IDLE.removeIf(
          idle -> {
            boolean old = now - idle.since() >= millis * 1_000_000;
            if (old) {
              idle.replica().close();
            }
            return old;
          });
    }
  }
}
