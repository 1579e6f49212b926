package io.trainvae.testing;

import com.sun.management.ThreadMXBean;
import io.trainvae.error.JobException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Gives damaged inputs to a reader, the same ones for the same seed. A reader may take an input or
 * refuse it with a {@link JobException}; anything else, more memory or more time than it was
 * promised is an error that names the input.
 *
 * <p>A new reader is fuzzed with {@code new Fuzzer(seed, 64 << 20).run(2000, List.of(good), input
 * -> Reader.read(input))}.
 */
public final class Fuzzer {
  private static final ThreadMXBean THREAD = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final long MOST_NANOSECONDS = 10_000_000_000L;
  private static final int[] EDGES = {
    0, 1, -1, 127, 128, 255, 256, 4096, 65_535, 65_536, Integer.MAX_VALUE, Integer.MIN_VALUE
  };
  private static final List<String> WORDS =
      List.of(
          "null",
          "-1",
          "1e999",
          "NaN",
          "{}",
          "[]",
          "\"\"",
          "!!java.net.URL",
          "&a",
          "*a",
          "2147483648",
          "@class",
          "\u0000",
          "\ud800",
          "{{{{{{{{",
          "[[[[[[[[",
          "\n- ",
          ": ",
          "9".repeat(400),
          "..");

  private final SplittableRandom random;
  private final long mostBytes;

  /**
   * @param mostBytes that a reader may allocate for one input
   */
  public Fuzzer(long seed, long mostBytes) {
    this.random = new SplittableRandom(seed);
    this.mostBytes = mostBytes;
  }

  /** Reads an input. */
  @FunctionalInterface
  public interface Reader {
    void read(byte[] input) throws Exception;
  }

  /**
   * @param good inputs that the reader takes, which all others are made of
   * @return how many inputs were refused
   */
  public int run(int inputs, List<byte[]> good, Reader reader) {
    for (byte[] input : good) {
      if (!takes(input, reader, false)) {
        throw new AssertionError("refuses a good input: " + shown(input));
      }
      takes(input, reader, true);
    }
    int refused = 0;
    for (int i = 0; i < inputs; i++) {
      byte[] input = good.get(random.nextInt(good.size()));
      for (int changes = random.nextInt(1, 5); changes > 0; changes--) {
        input = changed(input, good);
      }
      refused += takes(input, reader, true) ? 0 : 1;
    }
    return refused;
  }

  /**
   * @param measured false for the first time, in which classes are loaded
   */
  private boolean takes(byte[] input, Reader reader, boolean measured) {
    long allocated = THREAD.getCurrentThreadAllocatedBytes();
    long start = System.nanoTime();
    boolean taken = true;
    try {
      reader.read(input);
    } catch (JobException refused) {
      taken = false;
    } catch (Exception | Error e) {
      throw new AssertionError("fails with %s for %s".formatted(e, shown(input)), e);
    }
    long bytes = THREAD.getCurrentThreadAllocatedBytes() - allocated;
    long time = System.nanoTime() - start;
    if (measured && (bytes > mostBytes || time > MOST_NANOSECONDS)) {
      throw new AssertionError(
          "takes %,d bytes and %,d ns for %s".formatted(bytes, time, shown(input)));
    }
    return taken;
  }

  private byte[] changed(byte[] input, List<byte[]> good) {
    int at = random.nextInt(input.length + 1);
    return switch (random.nextInt(8)) {
      case 0 -> Arrays.copyOf(input, at);
      case 1 -> flipped(input, at);
      case 2 -> overwritten(input, at, edge(Integer.BYTES));
      case 3 -> inserted(input, at, WORDS.get(random.nextInt(WORDS.size())));
      case 4 -> spliced(input, at, good.get(random.nextInt(good.size())));
      case 5 -> withoutPart(input, at);
      case 6 -> repeated(input, at);
      default -> overwritten(input, at, new byte[] {(byte) random.nextInt(256)});
    };
  }

  private byte[] edge(int length) {
    int value = EDGES[random.nextInt(EDGES.length)];
    byte[] bytes = new byte[length];
    boolean bigEndian = random.nextBoolean();
    for (int i = 0; i < length; i++) {
      bytes[bigEndian ? length - 1 - i : i] = (byte) (value >>> 8 * i);
    }
    return bytes;
  }

  private byte[] flipped(byte[] input, int at) {
    return at == input.length
        ? input
        : overwritten(input, at, new byte[] {(byte) (input[at] ^ 1 << random.nextInt(8))});
  }

  private static byte[] overwritten(byte[] input, int at, byte[] with) {
    byte[] copy = input.clone();
    System.arraycopy(with, 0, copy, at, Math.min(with.length, copy.length - at));
    return copy;
  }

  private static byte[] inserted(byte[] input, int at, String word) {
    byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
    return joined(Arrays.copyOf(input, at), bytes, Arrays.copyOfRange(input, at, input.length));
  }

  private byte[] spliced(byte[] input, int at, byte[] other) {
    int from = random.nextInt(other.length + 1);
    return joined(Arrays.copyOf(input, at), Arrays.copyOfRange(other, from, other.length));
  }

  private byte[] withoutPart(byte[] input, int at) {
    int to = random.nextInt(at, input.length + 1);
    return joined(Arrays.copyOf(input, at), Arrays.copyOfRange(input, to, input.length));
  }

  /** Grows by a hundredfold at most. */
  private byte[] repeated(byte[] input, int at) {
    byte[] part = Arrays.copyOfRange(input, at, Math.min(input.length, at + random.nextInt(9)));
    byte[] many = new byte[0];
    for (int times = random.nextInt(100); times > 0 && input.length < 1 << 20; times--) {
      many = joined(many, part);
    }
    return joined(Arrays.copyOf(input, at), many, Arrays.copyOfRange(input, at, input.length));
  }

  private static byte[] joined(byte[]... parts) {
    byte[] all = new byte[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  private static String shown(byte[] input) {
    return "%d bytes %s"
        .formatted(input.length, HexFormat.of().formatHex(input, 0, Math.min(input.length, 4096)));
  }
}
