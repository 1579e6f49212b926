package io.trainvae.data.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.data.Progress;
import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DownloaderTest {
  private static final String FIRST = "train-images-idx3-ubyte.gz";

  private final byte[] content = new byte[400_000];
  private final CountDownLatch end = new CountDownLatch(1);

  @TempDir Path cache;

  DownloaderTest() {
    new Random(1).nextBytes(content);
  }

  @Test
  void fetchesTheFourFilesOnce() throws IOException {
    try (Mirror good = new Mirror(content, Mirror::good)) {
      Path folder = fetch(good.uri());
      assertThat(folder).isEqualTo(cache.resolve("test"));
      assertComplete();
      fetch(good.uri());
      assertThat(good.requests)
          .containsExactly(
              "/files/train-images-idx3-ubyte.gz",
              "/files/train-labels-idx1-ubyte.gz",
              "/files/t10k-images-idx3-ubyte.gz",
              "/files/t10k-labels-idx1-ubyte.gz");
    }
  }

  @Test
  void tellsItsProgress() throws IOException {
    List<String> events = new ArrayList<>();
    Progress progress =
        new Progress() {
          @Override
          public void begin(String task, long total, String unit) {
            events.add(task + " " + total + " " + unit);
          }

          @Override
          public void end() {
            events.add("end");
          }
        };
    try (Mirror good = new Mirror(content, Mirror::good)) {
      new Downloader(cache, progress, http()).fetch(known(good.uri()));
    }
    assertThat(events).hasSize(8).startsWith("download " + FIRST + " 400000 bytes", "end");
  }

  @Test
  void aFileThatWasDamagedInTheCacheIsFetchedAgain() throws IOException {
    try (Mirror good = new Mirror(content, Mirror::good)) {
      fetch(good.uri());
      Files.writeString(cache.resolve("test").resolve(FIRST), "damaged");
      fetch(good.uri());
      assertComplete();
      assertThat(good.requests).hasSize(5).endsWith("/files/" + FIRST);
    }
  }

  @Test
  void asksOnlyForTheRest() throws IOException {
    putPart(Arrays.copyOf(content, 150_000));
    try (Mirror good = new Mirror(content, Mirror::good)) {
      fetch(good.uri());
      assertComplete();
      assertThat(good.requests).startsWith("/files/" + FIRST + " bytes=150000-");
    }
  }

  @Test
  void aServerThatKnowsNoRangesSendsAllOfIt() throws IOException {
    putPart(Arrays.copyOf(content, 150_000));
    try (Mirror whole = new Mirror(content, Mirror::whole)) {
      fetch(whole.uri());
      assertComplete();
      assertThat(whole.requests).hasSize(4);
    }
  }

  @Test
  void aPartOfSomethingElseIsThrownAway() throws IOException {
    putPart(new byte[150_000]);
    try (Mirror good = new Mirror(content, Mirror::good)) {
      fetch(good.uri());
      assertComplete();
      assertThat(good.requests).startsWith("/files/" + FIRST + " bytes=150000-", "/files/" + FIRST);
    }
  }

  @Test
  void aPartThatIsTooLongIsThrownAway() throws IOException {
    putPart(new byte[500_000]);
    try (Mirror good = new Mirror(content, Mirror::good)) {
      fetch(good.uri());
      assertComplete();
      assertThat(good.requests).startsWith("/files/" + FIRST + " bytes=500000-", "/files/" + FIRST);
    }
  }

  @Test
  void aMirrorThatBreaksOffIsAskedForTheRest() throws IOException {
    try (Mirror quarters = new Mirror(content, Mirror::quarters)) {
      fetch(quarters.uri());
      assertComplete();
      assertThat(quarters.requests)
          .startsWith("/files/" + FIRST, "/files/" + FIRST + " bytes=100000-")
          .hasSize(16);
    }
  }

  @Test
  void theNextMirrorGoesOnWhereOneBrokeOff() throws IOException {
    try (Mirror truncated = new Mirror(content, Mirror::truncated);
        Mirror good = new Mirror(content, Mirror::good)) {
      fetch(truncated.uri(), good.uri());
      assertComplete();
      assertThat(good.requests).startsWith("/files/" + FIRST + " bytes=200000-");
    }
  }

  @Test
  void theNextMirrorIsAskedAfterAWrongChecksumOrStatus() throws IOException {
    try (Mirror wrong = new Mirror(content, Mirror::wrong);
        Mirror absent = new Mirror(content, Mirror::notFound);
        Mirror good = new Mirror(content, Mirror::good)) {
      fetch(wrong.uri(), absent.uri(), good.uri());
      assertComplete();
      assertThat(good.requests).startsWith("/files/" + FIRST);
    }
  }

  @Test
  @Tag("long")
  void theNextMirrorIsAskedWhenOneFallsSilent() throws IOException {
    try (Mirror mute = new Mirror(content, Mirror.mute(end));
        Mirror silent = new Mirror(content, Mirror.silentAfterHalf(end));
        Mirror good = new Mirror(content, Mirror::good)) {
      fetch(mute.uri(), silent.uri(), good.uri());
      assertComplete();
      assertThat(good.requests).startsWith("/files/" + FIRST + " bytes=200000-");
    }
  }

  @Test
  void saysInOneLineWhatFailedAndWhatToDoOffline() throws IOException {
    try (Mirror wrong = new Mirror(content, Mirror::wrong);
        Mirror absent = new Mirror(content, Mirror::notFound);
        Mirror mute = new Mirror(content, Mirror.mute(end))) {
      URI nobody = URI.create("http://127.0.0.1:" + freePort() + "/");
      URI unknown = URI.create("http://host.invalid/");
      assertThatThrownBy(() -> fetch(wrong.uri(), absent.uri(), mute.uri(), nobody, unknown))
          .isInstanceOfSatisfying(
              JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.STORAGE))
          .hasMessageStartingWith("Cannot download test (" + wrong.uri() + FIRST + ": md5 ")
          .hasMessageContaining(", expected " + DigestUtils.md5Hex(content) + "; ")
          .hasMessageContaining(absent.uri() + FIRST + ": HTTP status 404; ")
          .hasMessageContaining(mute.uri() + FIRST + ": no byte came for 0.7 s; ")
          .hasMessageContaining(nobody + FIRST + ": no connection; ")
          .hasMessageContaining(unknown + FIRST + ": unknown host). Without a network: put ")
          .hasMessageEndingWith("t10k-labels-idx1-ubyte.gz into a folder and give --source FOLDER")
          .hasMessageNotContaining("\n");
    }
    try (Stream<Path> left = Files.list(cache.resolve("test"))) {
      assertThat(left).noneMatch(file -> file.toString().endsWith(".gz"));
    }
  }

  @Test
  void aCacheThatCannotBeWrittenIsTheStoragesFault() throws IOException {
    Files.writeString(cache.resolve("test"), "a file where the folder should be");
    assertThatThrownBy(() -> fetch(URI.create("http://127.0.0.1:1/")))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.STORAGE))
        .hasMessageStartingWith("Cannot keep test in " + cache.resolve("test"));
  }

  @Test
  void knowsThePublishedDataSets() {
    assertThat(KnownDataset.names()).containsExactly("mnist", "fashion-mnist", "kmnist");
    assertThat(KnownDataset.named("emnist")).isEmpty();
    for (String name : KnownDataset.names()) {
      KnownDataset known = KnownDataset.named(name).orElseThrow();
      assertThat(known.md5()).hasSize(4).allMatch(md5 -> md5.matches("[0-9a-f]{32}"));
      assertThat(known.mirrors()).isNotEmpty().allMatch(uri -> uri.getPath().endsWith("/"));
    }
  }

  private Path fetch(URI... mirrors) {
    try {
      return new Downloader(cache, Progress.SILENT, http()).fetch(known(mirrors));
    } finally {
      end.countDown();
    }
  }

  private KnownDataset known(URI... mirrors) {
    String md5 = DigestUtils.md5Hex(content);
    return new KnownDataset("test", List.of(mirrors), Collections.nCopies(4, md5));
  }

  private static HttpFetch http() {
    return new HttpFetch(Duration.ofSeconds(5), Duration.ofMillis(700));
  }

  private void assertComplete() throws IOException {
    for (String name : KnownDataset.fileNames()) {
      assertThat(cache.resolve("test").resolve(name)).hasBinaryContent(content);
      assertThat(cache.resolve("test").resolve(name + ".part")).doesNotExist();
    }
  }

  private void putPart(byte[] part) throws IOException {
    Files.createDirectories(cache.resolve("test"));
    Files.write(cache.resolve("test").resolve(FIRST + ".part"), part);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
