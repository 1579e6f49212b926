package io.trainvae.ingest.images;

import io.trainvae.data.DatasetInfo;
import io.trainvae.error.JobException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;

/**
 * The numbers of classes: names sorted, then counted from 0, as torchvision's {@code ImageFolder}
 * does; whole numbers as they are. Images without labels are all of class 0, the only one, so that
 * a conditional model refuses them.
 *
 * @param names of the classes; empty where labels are numbers, or there are none
 */
record ClassLabels(Map<String, Integer> byName, List<String> names, int classes) {
  private static final int MOST_CLASSES = 65_536;

  /**
   * @param numeric whether labels are numbers that count as they are
   * @param former the data set whose classes keep their numbers; null if there is none
   */
  static ClassLabels of(JavaRDD<ImageItem> items, boolean numeric, DatasetInfo former) {
    List<String> met =
        items
            .map(ImageItem::label)
            .filter(label -> label != null)
            .distinct()
            .take(MOST_CLASSES + 1);
    if (met.size() > MOST_CLASSES) {
      throw JobException.data(
          "Cannot use these labels: there are more than %,d of them".formatted(MOST_CLASSES));
    }
    int before = former == null ? 1 : former.classes();
    if (met.isEmpty() && (former == null || former.classNames().isEmpty() && before == 1)) {
      return new ClassLabels(Map.of(), List.of(), 1);
    }
    return numeric ? ofNumbers(met, before) : ofNames(met, former);
  }

  private static ClassLabels ofNumbers(List<String> met, int before) {
    Map<String, Integer> byName = new LinkedHashMap<>();
    int highest = before - 1;
    for (String label : met) {
      long number = Long.parseLong(label);
      if (number >= 0 && number < MOST_CLASSES) {
        byName.put(label, (int) number);
        highest = Math.max(highest, (int) number);
      }
    }
    // Not empty, so that those which are not here are refused.
    byName.putIfAbsent("0", 0);
    return new ClassLabels(byName, List.of(), highest + 1);
  }

  private static ClassLabels ofNames(List<String> met, DatasetInfo former) {
    List<String> names = new ArrayList<>(former == null ? List.of() : former.classNames());
    new TreeSet<>(met).stream().filter(name -> !names.contains(name)).forEach(names::add);
    Map<String, Integer> byName = new LinkedHashMap<>();
    IntStream.range(0, names.size()).forEach(i -> byName.put(names.get(i), i));
    return new ClassLabels(byName, List.copyOf(names), Math.max(1, names.size()));
  }
}
