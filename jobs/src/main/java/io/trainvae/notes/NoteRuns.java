package io.trainvae.notes;

import io.trainvae.error.JobException;
import io.trainvae.run.RunFolder;
import io.trainvae.run.RunLayout;
import io.trainvae.storage.Storage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;

/**
 * The runs that a note offers to choose from.
 *
 * @param offered the one that was started last first; never empty
 * @param beside complete runs in the same folder that are not offered
 */
public record NoteRuns(List<RunFolder> offered, List<RunFolder> beside) {
  private static final Comparator<RunFolder> NEWEST_FIRST =
      Comparator.comparing((RunFolder run) -> run.provenance().started()).reversed();

  /**
   * @param given a run, or a folder of runs: then the complete ones in it
   * @throws JobException data or storage, if there is no run
   */
  public static NoteRuns in(Storage storage, String given) {
    Path folder = storage.path(given.strip());
    storage.preflightRead(folder);
    if (isRun(storage, folder)) {
      return new NoteRuns(List.of(RunFolder.open(storage, folder)), beside(storage, folder));
    }
    List<RunFolder> complete = complete(storage, folder);
    return new NoteRuns(
        complete.isEmpty() ? List.of(RunFolder.open(storage, folder)) : complete, List.of());
  }

  /**
   * @param given runs, or folders of runs, with commas between them
   * @throws JobException usage, data or storage, if there is no run
   */
  public static NoteRuns inAll(Storage storage, String given) {
    List<RunFolder> offered =
        Pattern.compile(",")
            .splitAsStream(given)
            .filter(part -> !part.isBlank())
            .flatMap(part -> in(storage, part).offered().stream())
            .collect(Collectors.toMap(NoteRuns::place, run -> run, (first, again) -> first))
            .values()
            .stream()
            .sorted(NEWEST_FIRST)
            .toList();
    if (offered.isEmpty()) {
      throw JobException.usage(
          "Cannot compare nothing: expected a folder of runs, or runs with commas between them");
    }
    return new NoteRuns(offered, List.of());
  }

  /** The run of this place; the one that was started last, where it is not among those offered. */
  public RunFolder chosen(Object place) {
    return offered.stream()
        .filter(run -> place(run).equals(place))
        .findFirst()
        .orElse(offered.get(0));
  }

  /** The runs of these places, the one that was started first first; all where none is offered. */
  public List<RunFolder> chosenOf(List<?> places) {
    List<RunFolder> found = new ArrayList<>(offered);
    found.removeIf(run -> !places.contains(place(run)));
    List<RunFolder> runs = new ArrayList<>(found.isEmpty() ? offered : found);
    runs.sort(NEWEST_FIRST.reversed());
    return runs;
  }

  /** The label of a run in a form. */
  public static String place(RunFolder run) {
    return run.layout().root().toString();
  }

  private static List<RunFolder> beside(Storage storage, Path run) {
    try {
      return run.getParent() == null
          ? List.of()
          : complete(storage, run.getParent()).stream()
              .filter(other -> !other.layout().root().getName().equals(run.getName()))
              .toList();
    } catch (JobException e) {
      return List.of(); // whoever may read a run need not be able to list the folder around it
    }
  }

  private static List<RunFolder> complete(Storage storage, Path folder) {
    return storage.list(folder).stream()
        .filter(entry -> isRun(storage, entry))
        .filter(run -> storage.exists(new RunLayout(run).success()))
        .map(run -> RunFolder.open(storage, run))
        .sorted(NEWEST_FIRST)
        .toList();
  }

  private static boolean isRun(Storage storage, Path folder) {
    return storage.exists(new RunLayout(folder).config());
  }
}
