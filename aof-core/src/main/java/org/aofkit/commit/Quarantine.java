package org.aofkit.commit;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the operations of a directory are kept: a folder each in {@code .aof-fsck}, or in a
 * directory elsewhere. In the second case {@code .aof-fsck} holds a symbolic link to the folder, if
 * there is room for one, so that the operation is found by a run that is not told of the other
 * directory. While an operation is not settled its link ends in {@code .running}: when the other
 * place is gone (a scratch volume of a container), a settled operation must not stop later ones.
 */
final class Quarantine {
  static final String HOME = ".aof-fsck";
  static final String LOCK = "lock";
  static final String WORKSPACE = "work";

  /** Says that an operation was given up whose journal is damaged, so that it can't say so. */
  private static final String GIVEN_UP = "abandoned";

  private static final String RUNNING = ".running";
  private static final Pattern NAME =
      Pattern.compile("([0-9]{8}T[0-9]{6}Z-([0-9]{1,9}))(\\.running)?");
  private static final Pattern STRAY =
      Pattern.compile("\\.aof-fsck-([0-9]{8}T[0-9]{6}Z-([0-9]{1,9}))-[0-9]{1,9}\\.new");
  private static final Pattern KEPT = Pattern.compile("bytes|[0-9]{1,9}\\.kept");
  private static final Pattern PREPARED = Pattern.compile("[0-9]{1,9}\\.new");
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Path dir;
  private final Path home;
  private final Path root;

  /** Where one operation is kept. */
  record Place(String name, int number, Path folder, @Nullable Path link) {
    /** Whether all that is known of it is a new file that is not in its place. */
    boolean isOnlyStray() {
      return link != null && isStray(link);
    }

    boolean isReachable() {
      return Files.isDirectory(folder);
    }

    boolean isMarkedRunning() {
      return link != null && (isStray(link) || link.getFileName().toString().endsWith(RUNNING));
    }
  }

  /**
   * @param dir in the form of {@link ChangePlan#plain}
   */
  Quarantine(Path dir, @Nullable Path elsewhere) {
    this.dir = dir;
    this.home = dir.resolve(HOME);
    this.root = elsewhere == null ? home : ChangePlan.plain(elsewhere);
  }

  Path dir() {
    return dir;
  }

  Path home() {
    return home;
  }

  Path root() {
    return root;
  }

  boolean isElsewhere() {
    return !root.equals(home);
  }

  /** The operations of the directory, oldest first. */
  List<Place> places() throws IOException {
    List<Place> places = new ArrayList<>();
    Set<Path> linked = new HashSet<>();
    for (Path entry : entries(home)) {
      Matcher name = NAME.matcher(entry.getFileName().toString());
      if (!name.matches()) {
        continue;
      }
      int number = Integer.parseInt(name.group(2));
      if (attributes(entry).isSymbolicLink()) {
        Path folder = ChangePlan.plain(home.resolve(Files.readSymbolicLink(entry)));
        linked.add(folder);
        places.add(new Place(name.group(1), number, folder, entry));
      } else if (name.group(3) == null && isPlainDirectory(entry)) {
        places.add(new Place(name.group(1), number, entry, null));
      }
    }
    for (Path entry : isElsewhere() ? entries(root) : List.<Path>of()) {
      Matcher name = NAME.matcher(entry.getFileName().toString());
      if (name.matches()
          && name.group(3) == null
          && !linked.contains(entry)
          && isPlainDirectory(entry)
          && Names.ofDirectory(dir).equals(LoggedOperation.directoryOf(entry))) {
        places.add(new Place(name.group(1), Integer.parseInt(name.group(2)), entry, null));
      }
    }
    places.addAll(strays(places));
    places.sort(Comparator.comparingInt(Place::number).thenComparing(Place::name));
    return places;
  }

  /**
   * Operations of which only a new file is seen that is not in its place yet: they are kept
   * elsewhere, there was no room for a link, and nobody has said where.
   */
  private List<Place> strays(List<Place> known) throws IOException {
    Set<String> names = new HashSet<>();
    known.forEach(place -> names.add(place.name()));
    List<Place> found = new ArrayList<>();
    for (Path file : newFiles()) {
      Matcher name = STRAY.matcher(file.getFileName().toString());
      if (name.matches() && names.add(name.group(1))) {
        Path unknown = home.resolve(name.group(1));
        found.add(new Place(name.group(1), Integer.parseInt(name.group(2)), unknown, file));
      }
    }
    return found;
  }

  /**
   * Whether a swap is under way, and the room that it has made is its own: a lock has no place
   * there. Whoever may go on with it knows where it is kept, and finds the lock there.
   */
  boolean isSwapping() throws IOException {
    return isElsewhere() && Files.notExists(home) && !newFiles().isEmpty();
  }

  /** New files that are not in their places yet. */
  private List<Path> newFiles() throws IOException {
    List<Path> directories = new ArrayList<>(List.of(dir));
    for (Path entry : entries(dir)) {
      if (!entry.equals(home) && isPlainDirectory(entry)) {
        directories.add(entry);
      }
    }
    List<Path> found = new ArrayList<>();
    for (Path directory : directories) {
      found.addAll(readable(directory));
    }
    found.removeIf(file -> !isStray(file));
    return found;
  }

  /** Not all that lies in a data directory is ours to look into. */
  private static List<Path> readable(Path directory) throws IOException {
    try {
      return entries(directory);
    } catch (AccessDeniedException e) {
      return List.of();
    }
  }

  private static boolean isStray(Path link) {
    return STRAY.matcher(link.getFileName().toString()).matches();
  }

  /** Makes the folder of a new operation, durably. */
  Place create(Clock clock) throws IOException {
    int number = 1;
    for (Place place : places()) {
      number = Math.max(number, place.number() + 1);
    }
    if (isElsewhere()) {
      Durable.createDirectories(root);
    }
    while (true) {
      String name = STAMP.format(clock.instant()) + "-" + number;
      Path folder = root.resolve(name);
      try {
        Files.createDirectory(folder);
        share(folder, 0770);
        Durable.forceDirectory(root);
        return new Place(name, number, folder, null);
      } catch (FileAlreadyExistsException taken) {
        // Of another directory that shares this quarantine.
        number = Math.addExact(number, 1);
      }
    }
  }

  /**
   * Leaves a note in the directory where the folder is, if it is elsewhere.
   *
   * @throws IOException if that is not possible: then the operation can go on without
   */
  Place link(Place place) throws IOException {
    if (!isElsewhere() || !Files.isDirectory(home)) {
      return place;
    }
    Path link = home.resolve(place.name() + RUNNING);
    Files.createSymbolicLink(link, place.folder());
    Durable.forceDirectory(home);
    return new Place(place.name(), place.number(), place.folder(), link);
  }

  /**
   * Leaves the note that found no room before, now that there is some. Whether it can be left or
   * not: the operation goes on, and is found by whoever is told of the other place.
   */
  Place linkLate(Place place) {
    if (place.link() != null && !isStray(place.link())) {
      return place;
    }
    boolean isMade = false;
    try {
      if (!Files.isDirectory(home)) {
        Files.createDirectory(home);
        isMade = true;
        share(home, 0775);
        Durable.forceDirectory(dir);
      }
      return link(place);
    } catch (IOException | UnsupportedOperationException e) {
      removeIfMade(isMade);
      return place;
    }
  }

  private void removeIfMade(boolean isMade) {
    try {
      if (isMade) {
        Files.delete(home);
      }
    } catch (IOException e) {
      // An empty directory means nothing.
      return;
    }
  }

  /** Gives the link, if there is one, the name for a settled or an unsettled operation. */
  Place mark(Place place, boolean running) throws IOException {
    if (place.link() == null || place.isMarkedRunning() == running) {
      return place;
    }
    Path link = home.resolve(place.name() + (running ? RUNNING : ""));
    Durable.rename(place.link(), link);
    Durable.forceDirectory(home);
    return new Place(place.name(), place.number(), place.folder(), link);
  }

  /**
   * Removes an operation with all that it has put anywhere. The journal goes when the temporary
   * files, which only it knows, are gone; what is left then is known by its name, so that a run
   * interrupted here can be taken up again.
   */
  void discard(Place place, LoggedOperation operation) throws IOException {
    Set<Path> parents = new HashSet<>();
    for (LoggedFile file : operation.files()) {
      if (Files.deleteIfExists(file.temporary(place.name()))
          | Files.deleteIfExists(file.staged(place.name()))) {
        parents.add(Durable.parent(file.file()));
      }
    }
    for (Path parent : parents) {
      Durable.forceDirectory(parent);
    }
    if (Files.deleteIfExists(place.folder().resolve(Journal.FILE_NAME))) {
      Durable.forceDirectory(place.folder());
    }
    removeWorkspace(place);
    empty(place.folder());
    // A link to nothing would look like an operation that can't be reached; an empty folder left
    // elsewhere means nothing.
    if (place.link() != null) {
      Files.delete(place.link());
      Durable.forceDirectory(home);
    }
    Files.delete(place.folder());
    Durable.forceDirectory(Durable.parent(place.folder()));
  }

  /**
   * Gives an operation up of which nobody can tell how far it came. All that it kept stays, and so
   * does its journal.
   */
  void giveUp(Place place) throws IOException {
    Path mark = place.folder().resolve(GIVEN_UP);
    try {
      Files.createFile(mark);
      share(mark, 0660);
    } catch (FileAlreadyExistsException e) {
      // By a run that did not come to say so.
    }
    Durable.forceDirectory(place.folder());
    mark(place, false);
  }

  /** Whether {@link #giveUp} was there. */
  static boolean isGivenUp(Path folder) {
    return Files.exists(folder.resolve(GIVEN_UP), LinkOption.NOFOLLOW_LINKS);
  }

  /** Removes the kept bytes and files of an operation that has been undone; the journal stays. */
  void release(Place place, LoggedOperation operation) throws IOException {
    for (LoggedFile file : operation.files()) {
      Files.deleteIfExists(file.staged(place.name()));
    }
    empty(place.folder());
  }

  private static void empty(Path folder) throws IOException {
    for (Path entry : kept(folder)) {
      Files.delete(entry);
    }
    removePrepared(folder);
  }

  /** Removes new files that were brought in, or will not be. */
  static void removePrepared(Path folder) throws IOException {
    for (Path entry : entries(folder)) {
      if (PREPARED.matcher(entry.getFileName().toString()).matches()) {
        Files.delete(entry);
      }
    }
  }

  /** Removes what was needed while files were made. */
  void removeWorkspace(Place place) throws IOException {
    Path workspace = place.folder().resolve(WORKSPACE);
    if (!Files.isDirectory(workspace, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    List<Path> found = new ArrayList<>(List.of(workspace));
    for (int i = 0; i < found.size(); i++) {
      if (isPlainDirectory(found.get(i))) {
        found.addAll(entries(found.get(i)));
      }
    }
    for (int i = found.size() - 1; i >= 0; i--) {
      Files.delete(found.get(i));
    }
  }

  /** What an operation has put beside its journal. */
  static List<Path> kept(Path folder) throws IOException {
    List<Path> kept = entries(folder);
    kept.removeIf(entry -> !KEPT.matcher(entry.getFileName().toString()).matches());
    return kept;
  }

  /**
   * Gives something that we have made to whom the directory belongs: root may repair what the
   * server's user has to settle or undo later. The group gets what it has on the directory, others
   * at most to see the names, for what is kept are data of users. A help, not a condition: where it
   * is not allowed, or the volume has no modes, things stay as they were made.
   *
   * @param most the mode, of which group and others get what they have on the directory too
   */
  void share(Path made, int most) {
    try {
      FileOwner owner = FileOwner.of(dir);
      if (owner != null) {
        int mode = most & (0700 | owner.mode());
        new FileOwner(mode, owner.uid(), owner.gid()).applyTo(made);
      }
    } catch (IOException | UnsupportedOperationException e) {
      return;
    }
  }

  private static boolean isPlainDirectory(Path path) throws IOException {
    return attributes(path).isDirectory();
  }

  /** An operation that can't be looked at must not pass for one that isn't there. */
  private static BasicFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  /** The entries of a directory; none if it does not exist. */
  static List<Path> entries(Path directory) throws IOException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      stream.forEach(entries::add);
    } catch (NoSuchFileException | NotDirectoryException e) {
      return new ArrayList<>();
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return entries;
  }
}
