package io.trainvae.data.matlab;

import io.trainvae.data.DatasetInfo.SourceFile;
import io.trainvae.data.Split;
import io.trainvae.data.matlab.MatlabFile.Numbers;
import io.trainvae.error.JobException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * All images of a data set, in memory.
 *
 * @param classNames empty where the files have none
 * @param sources the files and their checksums
 */
public record MatlabImages(
    MatlabForm form,
    List<String> classNames,
    List<SourceFile> sources,
    Map<Split, Labelled> splits) {

  /**
   * The images of a split.
   *
   * @param pixels unsigned bytes {@code [images, height, width, channels]}
   * @param labels from 0, of each image
   */
  public record Labelled(byte[] pixels, byte[] labels) implements Serializable {

    /**
     * Copies some of the images.
     *
     * @param end after the last
     */
    public Labelled slice(int from, int end) {
      int size = pixels.length / labels.length;
      return new Labelled(
          Arrays.copyOfRange(pixels, from * size, end * size),
          Arrays.copyOfRange(labels, from, end));
    }

    /** Copies the pixels of an image. */
    public byte[] image(int index) {
      int size = pixels.length / labels.length;
      return Arrays.copyOfRange(pixels, index * size, (index + 1) * size);
    }
  }

  /** Images of a split, 0 without it. */
  public int count(Split split) {
    return splits.containsKey(split) ? splits.get(split).labels().length : 0;
  }

  /**
   * Reads the files.
   *
   * @throws JobException data, if one is absent, of another kind or has other variables; storage,
   *     if one cannot be read
   */
  public static MatlabImages read(Path folder, MatlabForm form, Configuration conf) {
    List<SourceFile> sources = new ArrayList<>();
    List<String> names = List.of();
    Map<Split, Labelled> splits = new EnumMap<>(Split.class);
    for (String name : form.parts().stream().map(MatlabForm.Part::file).distinct().toList()) {
      List<MatlabForm.Part> parts =
          form.parts().stream().filter(part -> part.file().equals(name)).toList();
      MatlabFile file = MatlabFile.read(new Path(folder, name), variables(parts), conf);
      sources.add(file.source());
      names = file.texts(MatlabForm.CLASS_NAMES);
      for (MatlabForm.Part part : parts) {
        splits.put(part.split(), labelled(file, part, form));
      }
    }
    return new MatlabImages(
        form, names.size() == form.classes() ? names : List.of(), sources, splits);
  }

  private static Set<String> variables(List<MatlabForm.Part> parts) {
    Set<String> names = new TreeSet<>(Set.of(MatlabForm.CLASS_NAMES));
    parts.forEach(part -> names.addAll(List.of(part.images(), part.labels())));
    return names;
  }

  private static Labelled labelled(MatlabFile file, MatlabForm.Part part, MatlabForm form) {
    Numbers images = file.numbers(part.images());
    int count = count(images, form);
    byte[] labels = labels(file.numbers(part.labels()), count, form);
    return new Labelled(pixels(images, count, form), labels);
  }

  private static int count(Numbers images, MatlabForm form) {
    int[] expected = form.shape();
    int[] met = images.shape();
    // MATLAB leaves out a last size of 1.
    boolean single = met.length == expected.length - 1 && expected[met.length] < 0;
    boolean fits = single || met.length == expected.length;
    int count = 1;
    for (int i = 0; fits && i < met.length; i++) {
      fits = expected[i] == met[i] || expected[i] < 0;
      count = expected[i] < 0 ? met[i] : count;
    }
    if (!fits || count < 1) {
      throw images.refused(
          "is %s, expected %s".formatted(Numbers.shown(met), Numbers.shown(expected)));
    }
    if ((long) count * form.size() > Integer.MAX_VALUE - 8) {
      throw images.refused(
          "has %,d images, expected at most %,d"
              .formatted(count, (Integer.MAX_VALUE - 8) / form.size()));
    }
    return count;
  }

  /** Puts columns into rows, and the channels of a pixel side by side. */
  private static byte[] pixels(Numbers images, int count, MatlabForm form) {
    int plane = form.side() * form.side();
    boolean byImage = form.shape()[0] > 0;
    byte[] pixels = new byte[count * form.size()];
    for (int image = 0, at = 0; image < count; image++) {
      for (int i = 0; i < plane; i++) {
        int turned = i % form.side() * form.side() + i / form.side();
        for (int channel = 0; channel < form.channels(); channel++, at++) {
          int inImage = channel * plane + turned;
          int index = byImage ? image * form.size() + inImage : inImage * count + image;
          pixels[at] = form.level(checked(images, index, form.highest()));
        }
      }
    }
    return pixels;
  }

  private static double checked(Numbers images, int index, int highest) {
    double number = images.get(index);
    if (!(number >= 0 && number <= highest)) {
      throw images.refused(
          "has the number %s, expected 0 to %d".formatted(images.get(index), highest));
    }
    return number;
  }

  private static byte[] labels(Numbers labels, int count, MatlabForm form) {
    int[] expected = form.labelShape(count);
    int[] met = labels.shape();
    boolean fits = met.length == 2 && met[0] == expected[0] && met[1] == expected[1];
    if (!fits) {
      throw labels.refused(
          "is %s, expected %s".formatted(Numbers.shown(met), Numbers.shown(expected)));
    }
    byte[] classes = new byte[count];
    for (int image = 0; image < count; image++) {
      double number = form.hasOneHotLabels() ? hot(labels, image, expected[0]) : labels.get(image);
      classes[image] =
          (byte)
              form.label(number)
                  .orElseThrow(
                      () ->
                          labels.refused(
                              "has the label %s, expected 1 to %d"
                                  .formatted(number, form.classes())));
    }
    return classes;
  }

  /** The row, from 1, of the largest number of a column. */
  private static int hot(Numbers labels, int column, int rows) {
    int hot = 0;
    for (int row = 1; row < rows; row++) {
      hot = labels.get(column * rows + row) > labels.get(column * rows + hot) ? row : hot;
    }
    return hot + 1;
  }
}
