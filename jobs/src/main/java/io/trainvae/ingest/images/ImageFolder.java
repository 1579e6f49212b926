package io.trainvae.ingest.images;

import io.trainvae.error.JobException;
import io.trainvae.storage.StorageErrors;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Image files below a folder or an object store's prefix. The driver lists the first levels of
 * folders; tasks list everything below, each folder in one recursive listing, because an object
 * store returns a thousand names at a time for any folders.
 */
final class ImageFolder {
  private static final Set<String> ENDINGS = Set.of("png", "jpg", "jpeg", "gif", "bmp", "webp");

  /** So many folders keep the tasks busy; more would only cost the driver time. */
  private static final int ENOUGH_FOLDERS = 256;

  private static final int MOST_LEVELS = 3;

  private final JavaSparkContext context;
  private final Configuration conf;
  private final Path base;
  private final List<Path> folders = new ArrayList<>();
  private final List<Path> files = new ArrayList<>();

  private ImageFolder(JavaSparkContext context, Configuration conf, Path base) {
    this.context = context;
    this.conf = conf;
    this.base = base;
  }

  /**
   * @param source a folder, or a pattern of Hadoop's globs
   * @throws JobException exit code 3 if there is no such folder, 4 if the storage fails
   */
  static ImageFolder open(JavaSparkContext context, Path source, Configuration conf) {
    try {
      FileSystem fs = source.getFileSystem(conf);
      FileStatus[] met = fs.exists(source) ? statusOf(fs, source) : fs.globStatus(source);
      if (met == null || met.length == 0) {
        throw JobException.data("Cannot read images from " + source + ": no such folder");
      }
      ImageFolder folder = new ImageFolder(context, conf, fs.makeQualified(fixed(source, fs)));
      for (FileStatus status : met) {
        folder.add(status);
      }
      folder.descend(fs);
      return folder;
    } catch (FileNotFoundException e) {
      throw JobException.data("Cannot read images from " + source + ": no such folder", e);
    } catch (IOException e) {
      throw StorageErrors.of("list", source, e);
    }
  }

  private static FileStatus[] statusOf(FileSystem fs, Path path) throws IOException {
    return new FileStatus[] {fs.getFileStatus(path)};
  }

  /** The part of a pattern before its first star. */
  private static Path fixed(Path source, FileSystem fs) throws IOException {
    Path folder = source;
    while (!fs.exists(folder) && folder.getParent() != null) {
      folder = folder.getParent();
    }
    return folder;
  }

  private void add(FileStatus status) {
    (status.isDirectory() ? folders : files).add(status.getPath());
  }

  private void descend(FileSystem fs) throws IOException {
    for (int level = 0; level < MOST_LEVELS && folders.size() < ENOUGH_FOLDERS; level++) {
      List<Path> upper = List.copyOf(folders);
      folders.clear();
      for (Path folder : upper) {
        for (FileStatus child : fs.listStatus(folder)) {
          if (!isHidden(child.getPath().getName())) {
            add(child);
          }
        }
      }
    }
  }

  Path base() {
    return base;
  }

  /** The files that are images by their names, as paths below {@link #base}. */
  JavaRDD<String> names() {
    String prefix = prefix();
    SerializableConfiguration sent = new SerializableConfiguration(conf);
    List<String> places = folders.stream().map(Path::toString).toList();
    JavaRDD<String> listed =
        context
            .parallelize(places, Math.max(1, Math.min(places.size(), ENOUGH_FOLDERS)))
            .flatMap(folder -> below(new Path(folder), sent.value()).iterator());
    List<String> here = files.stream().map(Path::toString).toList();
    return listed
        .union(context.parallelize(here, 1))
        .map(file -> file.substring(prefix.length()))
        .filter(ImageFolder::isImage);
  }

  /** The common prefix of all paths. */
  String prefix() {
    String text = base.toString();
    return text.endsWith(Path.SEPARATOR) ? text : text + Path.SEPARATOR;
  }

  private static List<String> below(Path folder, Configuration conf) {
    try {
      List<String> names = new ArrayList<>();
      RemoteIterator<LocatedFileStatus> listed = folder.getFileSystem(conf).listFiles(folder, true);
      while (listed.hasNext()) {
        names.add(listed.next().getPath().toString());
      }
      return names;
    } catch (IOException e) {
      throw StorageErrors.of("list", folder, e);
    }
  }

  private static boolean isImage(String name) {
    String rooted = Path.SEPARATOR + name;
    boolean hidden = rooted.contains("/.") || rooted.contains("/_");
    return !hidden && ENDINGS.contains(ending(name));
  }

  private static String ending(String name) {
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  /** A name without the ending of an image. */
  static String withoutEnding(String name) {
    return ENDINGS.contains(ending(name)) ? name.substring(0, name.lastIndexOf('.')) : name;
  }

  private static boolean isHidden(String name) {
    return name.startsWith(".") || name.startsWith("_");
  }
}
