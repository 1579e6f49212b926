package io.trainvae.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.security.AccessControlException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StorageErrorsTest {

  static Stream<Arguments> reasons() {
    return Stream.of(
        Arguments.of(new IOException("No space left on device"), "the disk or quota is full"),
        Arguments.of(
            new IOException("write", new IOException("Disk quota exceeded")), "the disk or quota"),
        Arguments.of(new FileNotFoundException("/x (Permission denied)"), "no permission ("),
        Arguments.of(new AccessDeniedException("s3a://b"), "no permission (s3a://b"),
        Arguments.of(new AccessControlException("user=me, access=WRITE"), "no permission ("),
        Arguments.of(
            new RemoteException(
                "org.apache.hadoop.hdfs.server.namenode.SafeModeException",
                "Name node is in safe mode."),
            "the file system is read-only ("),
        Arguments.of(new ConnectException("Connection refused"), "the storage cannot be reached ("),
        Arguments.of(
            new IOException("call failed", new UnknownHostException("nowhere")),
            "the storage cannot be reached (nowhere)"),
        Arguments.of(
            new IOException("The AWS Access Key Id: InvalidAccessKeyId; Request ID: 1"),
            "the access key is unknown ("),
        Arguments.of(
            new IOException("x", new UncheckedIOException(new IOException("NoSuchBucket"))),
            "no such bucket ("),
        Arguments.of(new FileNotFoundException("File /x does not exist"), "no such file or folder"),
        Arguments.of(new IOException("first\nsecond"), "first"),
        Arguments.of(new IOException(), "IOException"));
  }

  @ParameterizedTest
  @MethodSource("reasons")
  void reasonIsOneLineThatStartsWithWhatIsWrong(IOException e, String reason) {
    assertThat(StorageErrors.of("read", new Path("/x"), e))
        .hasMessageStartingWith("Cannot read /x: " + reason)
        .hasMessageNotContaining("\n")
        .hasCause(e);
  }
}
