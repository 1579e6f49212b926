package io.trainvae.decode;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which images to lead from one to another.
 *
 * @param from places in a list of images
 * @param to as many
 */
record ImagePairs(int[] from, int[] to) {

  /**
   * Pairs the first image of each class with the first of the next class, or within each class the
   * first with the second. If that gives no pair, pairs each image with the next.
   *
   * @param labels of at least two images
   */
  static ImagePairs of(int[] labels, boolean withinClasses, int most) {
    SortedMap<Integer, List<Integer>> places = new TreeMap<>();
    for (int i = 0; i < labels.length; i++) {
      places.computeIfAbsent(labels[i], label -> new ArrayList<>()).add(i);
    }
    List<Integer> from = new ArrayList<>();
    List<Integer> to = new ArrayList<>();
    if (withinClasses) {
      places.values().stream()
          .filter(own -> own.size() > 1)
          .forEach(own -> add(from, to, own.get(0), own.get(1)));
    } else if (places.size() > 1) {
      List<List<Integer>> classes = new ArrayList<>(places.values());
      for (int i = 0; i < classes.size(); i++) {
        add(from, to, classes.get(i).get(0), classes.get((i + 1) % classes.size()).get(0));
      }
    }
    if (from.isEmpty()) {
      for (int i = 0; i + 1 < labels.length; i++) {
        add(from, to, i, i + 1);
      }
    }
    return new ImagePairs(first(from, most), first(to, most));
  }

  private static void add(List<Integer> from, List<Integer> to, int first, int second) {
    from.add(first);
    to.add(second);
  }

  private static int[] first(List<Integer> places, int most) {
    return places.stream().limit(most).mapToInt(Integer::intValue).toArray();
  }
}
