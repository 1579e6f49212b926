package io.trainvae.lease;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trainvae.lease.Lease.Timing;
import io.trainvae.storage.Storage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A folder with a lease, whose file another process may have left. */
abstract class LeaseFixture {
  static final Timing SOON =
      new Timing(Duration.ofMillis(50), Duration.ofMillis(600), Duration.ofMillis(200));

  static final String ANOTHER = "11111111-1111-4111-8111-111111111111";

  @TempDir Path folder;

  final Storage storage = new Storage(new Configuration());

  final List<String> notices = new ArrayList<>();

  final ObjectMapper json = new ObjectMapper();

  LeasedFolder place;

  Path file;

  @BeforeEach
  void choose() {
    place = LeasedFolder.within("run", storage.path(folder.resolve("run").toString()));
    file = folder.resolve("run/.lease.json");
  }

  Lease acquire() {
    return Lease.acquire(storage, place, notices::add, false, SOON);
  }

  ObjectNode written() throws IOException {
    return (ObjectNode) json.readTree(file.toFile());
  }

  /** The file that another process would have left there. */
  void leave(String field, String value) throws IOException {
    Lease lease = acquire();
    ObjectNode holder = written();
    lease.close();
    holder.put(field, value).put("token", ANOTHER);
    storage.writeAtomically(place.file(), json.writeValueAsBytes(holder));
  }
}
