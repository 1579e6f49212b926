package io.trainvae.averaging;

import io.trainvae.averaging.RoundCoordinator.WorkerLosses;
import io.trainvae.blocks.Peer;
import io.trainvae.blocks.TaskWait;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkEnv;
import org.apache.spark.rpc.RpcEndpointRef;
import org.apache.spark.rpc.RpcTimeout;
import org.apache.spark.util.RpcUtils;
import org.apache.spark.util.ThreadUtils;
import scala.concurrent.duration.FiniteDuration;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;
import scala.util.Try;

/** A task's end of the line to the {@link RoundCoordinator}. */
final class CoordinatorClient {
  /** A round takes as long as its slowest worker; Spark ends the task when one is lost. */
  private static final RpcTimeout PATIENCE =
      new RpcTimeout(new FiniteDuration(365, TimeUnit.DAYS), "a round of train-vae");

  private final StagePlan stage;
  private final int task;
  private final RpcEndpointRef driver;

  CoordinatorClient(StagePlan stage, int task) {
    this.stage = stage;
    this.task = task;
    SparkEnv env = SparkEnv.get();
    this.driver = RpcUtils.makeDriverRef(stage.name(), env.conf(), env.rpcEnv());
  }

  /** Waits until all tasks run, and returns where each is. */
  List<Peer> join() throws IOException {
    ByteArrayOutputStream self = new ByteArrayOutputStream();
    Peer.self().write(new DataOutputStream(self));
    return RoundCoordinator.peers(meet(SyncPoint.JOIN, self.toByteArray()), stage.tasks());
  }

  /** Tells the losses of the task's workers, and waits for all others. */
  void trained(List<WorkerLosses> losses) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeUTF(SparkEnv.get().executorId());
    out.writeInt(losses.size());
    for (WorkerLosses worker : losses) {
      out.writeInt(worker.worker());
      worker.losses().write(out);
    }
    meet(SyncPoint.TRAINED, bytes.toByteArray());
  }

  /**
   * Tells the task's part of the disagreement, and waits until all slices are averaged; returns
   * whether another round follows.
   */
  boolean averaged(Disagreement disagreement) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    disagreement.write(new DataOutputStream(bytes));
    return meet(SyncPoint.AVERAGED, bytes.toByteArray())[0] == 1;
  }

  private byte[] meet(SyncPoint meeting, byte[] content) throws IOException {
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    byte[] message = RoundCoordinator.message(stage.attempt(), task, meeting, content);
    driver
        .<byte[]>ask(message, PATIENCE, ClassTag$.MODULE$.apply(byte[].class))
        .onComplete(new Complete(answer), ThreadUtils.sameThread());
    return TaskWait.on(answer);
  }

  private static final class Complete extends AbstractFunction1<Try<byte[]>, BoxedUnit> {
    private final CompletableFuture<byte[]> answer;

    Complete(CompletableFuture<byte[]> answer) {
      this.answer = answer;
    }

    @Override
    public BoxedUnit apply(Try<byte[]> result) {
      if (result.isSuccess()) {
        answer.complete(result.get());
      } else {
        answer.completeExceptionally(result.failed().get());
      }
      return BoxedUnit.UNIT;
    }
  }
}
