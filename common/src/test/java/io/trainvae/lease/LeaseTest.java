package io.trainvae.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaseTest {
  private static final Timing SOON =
      new Timing(Duration.ofMillis(50), Duration.ofMillis(600), Duration.ofMillis(200));

  private static final String ANOTHER = "11111111-1111-4111-8111-111111111111";

  @TempDir Path folder;
  private final Storage storage = new Storage(new Configuration());
  private final List<String> notices = new ArrayList<>();
  private final ObjectMapper json = new ObjectMapper();
  private LeasedFolder place;
  private Path file;

  @BeforeEach
  void choose() {
    place = LeasedFolder.within("run", storage.path(folder.resolve("run").toString()));
    file = folder.resolve("run/.lease.json");
  }

  private Lease acquire() {
    return Lease.acquire(storage, place, notices::add, false, SOON);
  }

  private ObjectNode written() throws IOException {
    return (ObjectNode) json.readTree(file.toFile());
  }

  /** The file that another process would have left there. */
  private void leave(String field, String value) throws IOException {
    Lease lease = acquire();
    ObjectNode holder = written();
    lease.close();
    holder.put(field, value).put("token", ANOTHER);
    storage.writeAtomically(place.file(), json.writeValueAsBytes(holder));
  }

  @Test
  void itIsGivenBack() throws IOException {
    try (Lease lease = acquire()) {
      lease.verify();
      assertThat(lease.isHeld()).isTrue();
      assertThat(written().path("pid").asLong()).isEqualTo(ProcessHandle.current().pid());
    }
    assertThat(file).doesNotExist();
    acquire().close();
    assertThat(notices).isEmpty();
  }

  @Test
  void aSecondProcessIsRefusedAndToldWhoHoldsIt() throws IOException {
    try (Lease lease = acquire()) {
      ObjectNode holder = written();
      assertThatThrownBy(this::acquire)
          .isInstanceOfSatisfying(
              JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.STORAGE))
          .hasMessage(
              "Cannot write to run %s: process %d on %s since %s does; wait for its end, or, if you know"
                      .formatted(
                          place.folder(),
                          holder.path("pid").asLong(),
                          holder.path("host").asText(),
                          holder.path("since").asText())
                  + " that it is dead, delete .lease.json");
      lease.verify();
    }
  }

  @Test
  void aDeadProcessOfThisMachineHoldsNothing() throws Exception {
    Process dead = new ProcessBuilder("true").start();
    assertThat(dead.waitFor(1, TimeUnit.MINUTES)).isTrue();
    leave("host", ThisMachine.hostName());
    ObjectNode holder = written();
    Files.write(file, json.writeValueAsBytes(holder.put("pid", dead.pid())));
    acquire().close();
    assertThat(notices).isEmpty();
  }

  @Test
  void aProcessIdThatIsUsedAgainIsAnotherProcess() throws IOException {
    leave("process_started_ticks", "2001-01-01T00:00:00Z");
    acquire().close();
    assertThat(notices).isEmpty();
  }

  /**
   * Its start in ticks since boot: {@code ProcessHandle} has it by the wall clock, which is set.
   */
  @Test
  void whenAProcessStartedDoesNotDependOnTheClock() throws IOException {
    String stat = Files.readString(Path.of("/proc/self/stat"));
    String ticks = stat.substring(stat.lastIndexOf(')') + 2).split(" ")[19];
    try (Lease lease = acquire()) {
      assertThat(written().path("process_started_ticks").asText()).isEqualTo(ticks);
    }
  }

  @RepeatedTest(20)
  void ofManyThatComeAtOnceOneGetsIt() throws Exception {
    assertThat(acquiredByMany()).isEqualTo(1);
  }

  @RepeatedTest(20)
  void ofManyThatFindADeadHolderOneGetsIt() throws Exception {
    leave("process_started_ticks", "1");
    assertThat(acquiredByMany()).isEqualTo(1);
  }

  /** It looked at the dead holder's file, and stalled for as long as anybody likes. */
  @Test
  void whoeverComesLateToRemoveADeadHolderLeavesTheNextOneAlone() throws Exception {
    leave("process_started_ticks", "1");
    LeaseFile late = new LeaseFile(storage, place, SOON);
    LeaseHolder dead = late.holder().orElseThrow();
    try (Lease lease = acquire()) {
      String held = written().path("token").asText();
      late.remove(dead);
      assertThat(written().path("token").asText()).isEqualTo(held);
      lease.verify();
    }
    assertThat(file.getParent()).isEmptyDirectory();
  }

  private int acquiredByMany() throws Exception {
    int many = 8;
    CyclicBarrier start = new CyclicBarrier(many);
    CountDownLatch tried = new CountDownLatch(many);
    AtomicInteger held = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(many);
    for (int i = 0; i < many; i++) {
      threads.submit(
          () -> {
            start.await();
            try (Lease lease = acquire()) {
              lease.verify();
              held.incrementAndGet();
              tried.countDown();
              tried.await();
              lease.verify();
            } catch (JobException e) {
              tried.countDown();
            }
            return null;
          });
    }
    threads.shutdown();
    assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    return held.get();
  }

  @Test
  void whoeverPublishesIsWaitedFor() throws Exception {
    Lease first = Lease.acquire(storage, place, notices::add, true, SOON);
    Lease.refuseWhileHeld(storage, place, notices::add);
    AtomicBoolean published = new AtomicBoolean();
    Thread publishing =
        new Thread(
            () -> {
              try {
                TimeUnit.MILLISECONDS.sleep(200);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              published.set(true);
              first.close();
            });
    publishing.start();
    try (Lease second = acquire()) {
      second.verify();
      assertThat(published).isTrue();
    }
    publishing.join();
  }

  @Test
  void whoeverPublishesForTooLongIsNamed() {
    try (Lease first = Lease.acquire(storage, place, notices::add, true, SOON)) {
      assertThatThrownBy(this::acquire)
          .hasMessageMatching("Cannot write to run \\S+: process \\d+ on \\S+ since \\S+ does; .*");
      first.verify();
    }
  }

  @Test
  void aHolderElsewhereThatDiedWhileItPublishedHoldsNothing() throws IOException {
    leave("host", "faraway");
    Files.write(file, json.writeValueAsBytes(written().put("brief", true)));
    try (Lease lease = acquire()) {
      lease.verify();
    }
  }

  /** Its start is said by the wall clock there. */
  @Test
  void aLivingHolderOfAnEarlierVersionIsLeftAlone() throws IOException {
    leave(
        "process_started", ProcessHandle.current().info().startInstant().orElseThrow().toString());
    ObjectNode earlier = written();
    earlier.remove(List.of("brief", "process_started_ticks"));
    Files.write(file, json.writeValueAsBytes(earlier));
    assertThatThrownBy(this::acquire).hasMessageContaining("does; wait for its end");
  }

  /** As S3 does with a request that is sent again because its answer was lost. */
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
   * Whoever removes a dead holder's lease may find a living one's in its hand, and puts it back.
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
  void aHolderElsewhereThatGivesNoSignOfLifeHoldsNothing() throws IOException {
    leave("host", "faraway");
    try (Lease lease = acquire()) {
      assertThat(notices)
          .singleElement()
          .asString()
          .contains(" on faraway since ")
          .endsWith(": waiting up to 0 s for a sign of life");
      lease.verify();
    }
  }

  @Test
  void aHolderElsewhereThatLivesIsLeftAlone() throws Exception {
    leave("machine", "another boot");
    Thread other =
        new Thread(
            () -> {
              try {
                for (int beats = 1; beats < 20; beats++) {
                  TimeUnit.MILLISECONDS.sleep(50);
                  ObjectNode holder = written().put("beats", beats);
                  storage.writeAtomically(place.file(), json.writeValueAsBytes(holder));
                }
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    other.start();
    assertThatThrownBy(this::acquire).hasMessageContaining("delete .lease.json");
    other.join();
  }

  @Test
  void whatCannotBeReadHoldsNothing() throws IOException {
    Files.createDirectories(file.getParent());
    for (String damaged : List.of("", "{", "[]", "{\"pid\": \"x\"}", "{}", "null")) {
      Files.writeString(file, damaged);
      acquire().close();
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

  @Test
  void whoOnlyWritesBesideOthersIsRefusedToo() throws IOException {
    Lease.refuseWhileHeld(storage, place, notices::add);
    try (Lease lease = acquire()) {
      assertThat(lease.isHeld()).isTrue();
      assertThatThrownBy(() -> Lease.refuseWhileHeld(storage, place, notices::add))
          .hasMessageContaining("Cannot write to run ");
    }
  }
}
