package io.trainvae.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Which holders are dead, on this machine and on others. */
class DeadHolderTest extends LeaseFixture {
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

  /** A process reads the dead holder's file, and stalls before it removes it. */
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

  @Test
  void aHolderElsewhereThatDiedWhileItPublishedHoldsNothing() throws IOException {
    leave("host", "faraway");
    Files.write(file, json.writeValueAsBytes(written().put("brief", true)));
    try (Lease lease = acquire()) {
      lease.verify();
    }
  }

  /** Its file has the start by the wall clock. */
  @Test
  void aLivingHolderOfAnEarlierVersionIsLeftAlone() throws IOException {
    leave(
        "process_started", ProcessHandle.current().info().startInstant().orElseThrow().toString());
    ObjectNode earlier = written();
    earlier.remove(List.of("brief", "process_started_ticks"));
    Files.write(file, json.writeValueAsBytes(earlier));
    assertThatThrownBy(this::acquire).hasMessageContaining("does; wait for its end");
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
}
