package io.trainvae.storage;

import java.util.UUID;
import java.util.regex.Pattern;

/** Names of temporary files, which this program later renames or deletes. */
public final class TemporaryNames {
  /**
   * The second form is that of earlier versions, for the file that tests whether a folder is
   * writable.
   */
  private static final Pattern TEMPORARY =
      Pattern.compile("\\..+\\.[0-9a-f]{8}\\.tmp|\\.train-vae-probe-[0-9a-f-]{36}");

  private TemporaryNames() {}

  /** A hidden name that is unique. */
  public static String of(String name) {
    return of(name, UUID.randomUUID());
  }

  /**
   * The name that everybody gives to the same thing.
   *
   * @param id of the thing, a UUID
   */
  public static String of(String name, UUID id) {
    // Hadoop takes the text before a colon in a name for a scheme.
    return ".%s.%s.tmp".formatted(name.replace(':', '_'), id.toString().substring(0, 8));
  }

  /** Whether {@link #of} created this name. */
  public static boolean matches(String name) {
    return TEMPORARY.matcher(name).matches();
  }
}
