package io.trainvae.blocks;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.spark.SparkEnv;
import org.apache.spark.storage.BlockManagerId;

/** The address at which a process serves its blocks. */
public record Peer(String executorId, String host, int port) {

  /** This process. */
  public static Peer self() {
    BlockManagerId id = SparkEnv.get().blockManager().blockManagerId();
    return new Peer(id.executorId(), id.host(), id.port());
  }

  /** Writes it in a few bytes. */
  public void write(DataOutput out) throws IOException {
    out.writeUTF(executorId);
    out.writeUTF(host);
    out.writeInt(port);
  }

  /** Reads what {@link #write} wrote. */
  public static Peer read(DataInput in) throws IOException {
    return new Peer(in.readUTF(), in.readUTF(), in.readInt());
  }
}
