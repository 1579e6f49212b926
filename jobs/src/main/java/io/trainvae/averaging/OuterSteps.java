package io.trainvae.averaging;

import io.trainvae.averaging.state.Slices.Piece;
import io.trainvae.config.OuterStep;
import io.trainvae.network.VaeState;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Takes the {@link OuterStep} of every round for the slice of one task, which alone holds the
 * slice's velocity. A step is taken number by number, so that it does not matter how the state is
 * cut into slices.
 */
final class OuterSteps {
  private final OuterStep step;
  private final Map<Piece, float[]> velocities = new HashMap<>();

  /** Goes on with the velocity that a stage begins with. */
  static OuterSteps begin(StagePlan stage, int task) {
    OuterSteps steps = new OuterSteps(stage.plan().outer());
    if (steps.step.hasVelocity()) {
      for (Piece piece : stage.slices().pieces()) {
        if (piece.slice() == task) {
          float[] velocity = new float[piece.length()];
          stage.start().readVelocity(piece.from(), velocity);
          steps.velocities.put(piece, velocity);
        }
      }
    }
    return steps;
  }

  private OuterSteps(OuterStep step) {
    this.step = step;
  }

  /** The velocity of a piece of the slice, where there is one. */
  Optional<float[]> velocity(Piece piece) {
    return Optional.ofNullable(velocities.get(piece));
  }

  /**
   * Takes a step.
   *
   * @param begin the whole state at the beginning of the round
   * @param mean this piece of the workers' mean; overwritten with the state that the next round
   *     begins with
   */
  void take(Piece piece, VaeState begin, VaeState mean) {
    float[] from = begin.parameters();
    float[] to = mean.parameters();
    float rate = (float) step.rate();
    if (step.hasVelocity()) {
      accelerate(velocities.get(piece), from, piece.from(), to, rate);
    } else if (!step.leavesMean()) {
      for (int i = 0; i < to.length; i++) {
        float x = from[piece.from() + i];
        to[i] = x - rate * (x - to[i]);
      }
    }
    if (step.resetsMoments()) {
      Arrays.fill(mean.firstMoment(), 0);
      Arrays.fill(mean.secondMoment(), 0);
    }
  }

  private void accelerate(float[] velocity, float[] from, int at, float[] to, float rate) {
    float momentum = (float) step.momentum();
    // The shares of the change, and of the change plus the velocity, in the step.
    boolean nesterov = step.type() == OuterStep.Type.NESTEROV;
    float ofChange = nesterov ? 1 : 0;
    float ofVelocity = nesterov ? momentum : 1;
    for (int i = 0; i < to.length; i++) {
      float x = from[at + i];
      float change = x - to[i];
      velocity[i] = momentum * velocity[i] + change;
      to[i] = x - rate * (ofChange * change + ofVelocity * velocity[i]);
    }
  }
}
