package io.trainvae.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import io.trainvae.lease.Lease.Timing;
import io.trainvae.storage.Storage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.junit.jupiter.api.Test;

/** A lease while a process holds it: signs of life, faults, and its loss. */
class HeldLeaseTest extends LeaseFixture {
  /** S3 answers so to a request that is sent again because its response was lost. */
  @Test
  void aStoreThatRefusesWhatItHasAlreadyDoneIsNoOtherHolder() {
    Configuration conf = new Configuration();
    conf.set("fs.obs.impl", ForgetfulStore.class.getName());
    conf.setBoolean("fs.obs.impl.disable.cache", true);
    Storage forgetful = new Storage(conf);
    LeasedFolder there =
        LeasedFolder.within("run", new org.apache.hadoop.fs.Path("obs://" + folder.resolve("run")));
    try (Lease lease = Lease.acquire(forgetful, there, notices::add, false, SOON)) {
      lease.verify();
      assertThat(ForgetfulStore.asked).isTrue();
    }
  }

  /** Creates a file and says that there was one already. */
  public static final class ForgetfulStore extends RawLocalFileSystem {
    static volatile boolean asked;

    @Override
    public URI getUri() {
      return URI.create("obs:///");
    }

    @Override
    public FSDataOutputStream create(
        org.apache.hadoop.fs.Path file,
        FsPermission permission,
        boolean overwrite,
        int buffer,
        short replication,
        long block,
        Progressable progress)
        throws IOException {
      FSDataOutputStream stream =
          super.create(file, permission, overwrite, buffer, replication, block, progress);
      return new FSDataOutputStream(stream, null) {
        @Override
        public void close() throws IOException {
          stream.close();
          asked = true;
          throw new FileAlreadyExistsException(file.toString());
        }
      };
    }
  }

  /** Not every failure is one of the storage that we know. */
  @Test
  void aSignOfLifeThatFailsIsNotTheLast() throws Exception {
    Configuration conf = new Configuration();
    conf.set("fs.file.impl", ClosedDisk.class.getName());
    conf.setBoolean("fs.file.impl.disable.cache", true);
    try (Lease lease = Lease.acquire(new Storage(conf), place, notices::add, false, SOON)) {
      ClosedDisk.closed = true;
      TimeUnit.MILLISECONDS.sleep(200);
      ClosedDisk.closed = false;
      long beats = written().path("beats").asLong();
      for (int i = 0; i < 100 && written().path("beats").asLong() <= beats; i++) {
        TimeUnit.MILLISECONDS.sleep(50);
      }
      assertThat(written().path("beats").asLong()).isGreaterThan(beats);
    } finally {
      ClosedDisk.closed = false;
    }
  }

  /** As a client whose pool of connections was shut down. */
  public static final class ClosedDisk extends LocalFileSystem {
    static volatile boolean closed;

    public ClosedDisk() {
      super(
          new RawLocalFileSystem() {
            @Override
            public FileStatus getFileStatus(org.apache.hadoop.fs.Path file) throws IOException {
              if (closed) {
                throw new IllegalStateException("pool shut down");
              }
              return super.getFileStatus(file);
            }
          });
    }
  }

  /**
   * A process that removes a dead holder's lease may take a living one's by mistake. It puts it
   * back.
   */
  @Test
  void aLeaseThatIsPutBackIsNotLost() throws Exception {
    try (Lease lease = acquire()) {
      Path aside = file.resolveSibling("aside");
      Files.move(file, aside);
      Thread other =
          new Thread(
              () -> {
                try {
                  Files.move(aside, file);
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      other.start();
      lease.verify();
      other.join();
    }
  }

  @Test
  void whoeverIsRobbedNoticesAndDoesNotRobInTurn() throws IOException {
    // Without a sign of life in the midst of the robbery, which would undo it.
    Timing calm = new Timing(Duration.ofMinutes(1), SOON.patience(), SOON.settling());
    Lease first = Lease.acquire(storage, place, notices::add, false, calm);
    ObjectNode holder = written().put("token", ANOTHER).put("host", "thief");
    storage.writeAtomically(place.file(), json.writeValueAsBytes(holder));
    assertThatThrownBy(first::verify)
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.STORAGE))
        .hasMessageMatching(
            "Stopped writing to run \\S+: process \\d+ on thief since \\S+ took it over");
    assertThat(first.isHeld()).isFalse();
    assertThatThrownBy(first::check).hasMessageContaining("took it over");
    first.close();
    assertThat(written().path("host").asText()).isEqualTo("thief");
  }

  @Test
  void aFolderThatVanishesIsNotMadeAgain() throws Exception {
    Lease lease = acquire();
    storage.delete(place.folder());
    for (int i = 0; i < 200 && lease.isHeld(); i++) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    assertThatThrownBy(lease::check)
        .hasMessage(
            "Stopped writing to run %s: its folder is gone, or .lease.json was deleted"
                .formatted(place.folder()));
    lease.close();
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void aSignOfLifeIsGivenAgainAndAgain() throws Exception {
    try (Lease lease = acquire()) {
      for (int i = 0; i < 200 && written().path("beats").asLong() < 2; i++) {
        TimeUnit.MILLISECONDS.sleep(50);
      }
      assertThat(written().path("beats").asLong()).isGreaterThanOrEqualTo(2);
      assertThat(lease.isHeld()).isTrue();
    }
  }
}
