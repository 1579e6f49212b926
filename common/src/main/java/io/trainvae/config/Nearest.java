package io.trainvae.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the known name that is most similar to a user's. */
final class Nearest {
  /** Characters of a word that are compared: no known word is as long. */
  private static final int COMPARED = 200;

  private Nearest() {}

  /**
   * The known word with the fewest edits; a word that agrees from its last dot on counts as one
   * edit away.
   */
  static Optional<String> to(String word, Collection<String> known) {
    String begin = word.substring(0, Math.min(word.length(), COMPARED));
    return known.stream().min(Comparator.comparingInt(candidate -> distance(begin, candidate)));
  }

  private static int distance(String a, String b) {
    int whole = edits(a, b);
    int lastParts = edits(lastPart(a), lastPart(b)) + 1;
    return Math.min(whole, lastParts);
  }

  private static String lastPart(String word) {
    return word.substring(word.lastIndexOf('.') + 1);
  }

  /** Insertions, deletions and replacements from one to the other (Levenshtein 1966). */
  static int edits(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
