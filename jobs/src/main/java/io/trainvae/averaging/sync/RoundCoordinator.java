package io.trainvae.averaging.sync;

import io.trainvae.blocks.Peer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.spark.rpc.RpcCallContext;
import org.apache.spark.rpc.RpcEnv;
import org.apache.spark.rpc.ThreadSafeRpcEndpoint;
import scala.PartialFunction;
import scala.runtime.AbstractPartialFunction;
import scala.runtime.BoxedUnit;

/**
 * Lets the tasks of a stage wait for each other, in the driver, twice in a round, with a message of
 * some bytes each. Spark's own {@code BarrierTaskContext.barrier} looks only once a second whether
 * all have come.
 *
 * <p>Messages are plain bytes, for an executor's RPC threads do not know the classes of a job.
 */
public final class RoundCoordinator implements ThreadSafeRpcEndpoint {
  private final RpcEnv rpcEnv;
  private final BlockingQueue<List<WorkerLosses>> trained = new LinkedBlockingQueue<>();
  private final Queue<Disagreement> averaged = new ConcurrentLinkedQueue<>();
  private int attempt = -1;
  private RpcCallContext[] waiting = {};
  private byte[][] messages = {};
  private int present;
  private SyncPoint meeting;
  private boolean joined;
  private Boolean anotherRound;

  /** The points at which the tasks of a stage wait for each other. */
  enum SyncPoint {
    /** All tasks run: each says where its blocks are, and learns it of the others. */
    JOIN,
    /** All workers have computed the steps of a round: each task reports their losses. */
    TRAINED,
    /**
     * All slices are averaged: each task reports its part of the workers' disagreement, and the
     * driver decides whether another round follows.
     */
    AVERAGED
  }

  /**
   * Losses of one worker in one round.
   *
   * @param executor that hosts the worker
   */
  public record WorkerLosses(int worker, Losses losses, String executor) {}

  public RoundCoordinator(RpcEnv rpcEnv) {
    this.rpcEnv = rpcEnv;
  }

  @Override
  public RpcEnv rpcEnv() {
    return rpcEnv;
  }

  /** Expects the tasks of a stage; those of an earlier one are sent away. */
  public synchronized void open(int newAttempt, int tasks) {
    close("another attempt has begun");
    attempt = newAttempt;
    waiting = new RpcCallContext[tasks];
    messages = new byte[tasks][];
    present = 0;
    meeting = null;
    joined = false;
    anotherRound = null;
    trained.clear();
    averaged.clear();
  }

  /** Sends away the tasks that are waiting, and all that come. */
  public synchronized void close(String why) {
    attempt = -1;
    for (RpcCallContext task : waiting) {
      if (task != null) {
        task.sendFailure(new IllegalStateException(why));
      }
    }
    Arrays.fill(waiting, null);
  }

  /** Whether all tasks of the stage are running. */
  public synchronized boolean isJoined() {
    return joined;
  }

  /** Losses of each round, in the order of the workers. */
  public BlockingQueue<List<WorkerLosses>> trained() {
    return trained;
  }

  /** Disagreement of each round. It is complete when the tasks start the next round or end. */
  public Queue<Disagreement> averaged() {
    return averaged;
  }

  /** Tells the tasks, once they have averaged, whether another round follows in this stage. */
  public synchronized void decide(boolean another) {
    anotherRound = another;
    try {
      replyIfDecided();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public PartialFunction<Object, BoxedUnit> receiveAndReply(RpcCallContext task) {
    return new AbstractPartialFunction<>() {
      @Override
      public boolean isDefinedAt(Object message) {
        return message instanceof byte[];
      }

      @Override
      public BoxedUnit apply(Object message) {
        try {
          receive(task, (byte[]) message);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        return BoxedUnit.UNIT;
      }
    };
  }

  private synchronized void receive(RpcCallContext task, byte[] message) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(message));
    if (in.readInt() != attempt) {
      task.sendFailure(new IllegalStateException("this attempt of the stage is over"));
      return;
    }
    int number = in.readInt();
    meeting = SyncPoint.values()[in.readByte()];
    waiting[number] = task;
    messages[number] = in.readAllBytes();
    present++;
    if (present == waiting.length) {
      allPresent();
    }
  }

  private void allPresent() throws IOException {
    switch (meeting) {
      case JOIN -> {
        joined = true;
        reply(concatenated());
      }
      case TRAINED -> {
        List<WorkerLosses> losses = losses();
        reply(new byte[0]);
        trained.add(losses);
      }
      case AVERAGED -> replyIfDecided();
    }
  }

  private void replyIfDecided() throws IOException {
    if (anotherRound != null && meeting == SyncPoint.AVERAGED && present == waiting.length) {
      byte[] answer = {(byte) (anotherRound ? 1 : 0)};
      anotherRound = null;
      averaged.add(disagreement());
      reply(answer);
    }
  }

  private void reply(byte[] answer) {
    present = 0;
    for (int i = 0; i < waiting.length; i++) {
      RpcCallContext task = waiting[i];
      waiting[i] = null;
      task.reply(answer);
    }
  }

  private byte[] concatenated() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] message : messages) {
      all.write(message);
    }
    return all.toByteArray();
  }

  private List<WorkerLosses> losses() throws IOException {
    List<WorkerLosses> all = new ArrayList<>();
    for (byte[] message : messages) {
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(message));
      String executor = in.readUTF();
      for (int count = in.readInt(); count > 0; count--) {
        all.add(new WorkerLosses(in.readInt(), Losses.read(in), executor));
      }
    }
    return all;
  }

  private Disagreement disagreement() throws IOException {
    Disagreement all = Disagreement.NONE;
    for (byte[] message : messages) {
      all = all.plus(Disagreement.read(new DataInputStream(new ByteArrayInputStream(message))));
    }
    return all;
  }

  /** A message from a task. */
  static byte[] message(int attempt, int task, SyncPoint meeting, byte[] content)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(attempt);
    out.writeInt(task);
    out.writeByte(meeting.ordinal());
    out.write(content);
    return bytes.toByteArray();
  }

  /** All peers that joined, in the order of the tasks. */
  static List<Peer> peers(byte[] answer, int tasks) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(answer));
    List<Peer> peers = new ArrayList<>();
    for (int task = 0; task < tasks; task++) {
      peers.add(Peer.read(in));
    }
    return peers;
  }
}
