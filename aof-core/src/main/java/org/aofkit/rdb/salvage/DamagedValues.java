package org.aofkit.rdb.salvage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import org.aofkit.io.ByteSource;
import org.aofkit.rdb.RdbBoundary;
import org.aofkit.rdb.RdbDamage;
import org.aofkit.rdb.RdbDepth;
import org.aofkit.rdb.RdbHandler;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbKeyHeader;
import org.aofkit.rdb.RdbOptions;
import org.aofkit.rdb.RdbProblem;
import org.aofkit.rdb.RdbReader;
import org.aofkit.server.Server;

/**
 * Gives up keys whose records can be walked and whose values are damaged all the same: a member
 * that is there twice, scores out of order. What servers refuse goes always; what they load and
 * read wrongly goes unless the checksum proves that it was written so.
 */
final class DamagedValues {
  private static final int MAGIC = 9;
  private static final int MOST = 50_000;
  private static final int BUFFER = 1 << 16;

  /** So many keys in a row that can be read are no bytes of a value. */
  private static final int MANY = 8;

  private static final RdbOptions OPTIONS = new RdbOptions(BUFFER, true);

  private final RdbSalvage salvage;
  private final SalvageOptions options;
  private final PiecedSource made;
  private final boolean isProven;
  private final Glance glance;
  private final Set<Long> damaged = new TreeSet<>();

  /** The dialect, the version, and where keys are read. */
  private RdbBoundary place;

  private DamagedValues(
      ByteSource source,
      RdbSalvage salvage,
      SalvageOptions options,
      boolean isProven,
      RdbBoundary begin) {
    this.salvage = salvage;
    this.options = options;
    this.made = new PiecedSource(source, salvage.pieces());
    this.isProven = isProven;
    this.place = begin;
    ByteWindow window = new ByteWindow(made, options.windowSize());
    this.glance = new Glance(window, begin.dialect(), begin.version());
  }

  /**
   * The same without keys whose values are damaged.
   *
   * @param source that the salvage is of; borrowed
   * @param isProven whether a checksum proves that what is kept was written so
   * @param head the dialect and the version of the image
   * @throws IOException if the source can't be read
   */
  static RdbSalvage without(
      ByteSource source,
      RdbSalvage salvage,
      SalvageOptions options,
      boolean isProven,
      RdbBoundary head)
      throws IOException {
    if (salvage.pieces().isEmpty()) {
      return salvage;
    }
    RdbBoundary begin = new RdbBoundary(MAGIC, head.dialect(), head.version(), 0);
    return new DamagedValues(source, salvage, options, isProven, begin).without();
  }

  private RdbSalvage without() throws IOException {
    RdbImage image = RdbReader.read(made, 0, RdbOptions.forAof(), RdbDepth.DEEP, null);
    // Only so many damages of a kind are listed.
    boolean areAllListed = image.damages().size() == image.damageCount();
    boolean isSound =
        isProven || (areAllListed && image.damages().stream().noneMatch(this::isGivenUp));
    if (!isRefused(image) && isSound) {
      return salvage;
    }
    boolean goesOn = true;
    while (goesOn && damaged.size() < MOST) {
      Keys keys = new Keys();
      RdbImage rest =
          RdbReader.readStretch(made, place, Long.MAX_VALUE, OPTIONS, RdbDepth.DEEP, keys);
      goesOn = isRefused(rest) && (keys.isOpen ? isPassed(keys) : isPassed(rest.end()));
    }
    // So many are no damage that was met, but something that is not understood.
    return damaged.isEmpty() || damaged.size() >= MOST
        ? salvage
        : new KeysLeftOut(
                salvage,
                made,
                place.dialect(),
                place.version(),
                new Runs(salvage),
                Map.of(),
                new HashMap<>(),
                damaged,
                islands())
            .salvage();
  }

  /**
   * The few keys between a damaged value and a spot that can't be read: where a length in the value
   * is damaged, its end is not where it seems to be, and what follows may be the rest of it.
   */
  private Set<Long> islands() throws IOException {
    Runs runs = new Runs(salvage);
    Set<Long> islands = new TreeSet<>();
    List<Long> behind = new ArrayList<>();
    int run = -1;
    long at = MAGIC;
    Glance.Kind kind = glance.at(at);
    while (kind != Glance.Kind.END && kind != Glance.Kind.NONE) {
      if (run >= 0 && runs.at(at) != run) {
        islands.addAll(behind);
        behind.clear();
        run = -1;
      }
      if (damaged.contains(at)) {
        run = runs.at(at);
      } else if (run >= 0 && kind == Glance.Kind.KEY) {
        behind.add(at);
      }
      if (behind.size() == MANY) {
        behind.clear();
        run = -1;
      }
      at = glance.end();
      kind = glance.at(at);
    }
    if (run >= 0 && (!salvage.endFound() || runs.at(at) != run)) {
      islands.addAll(behind);
    }
    return islands;
  }

  private static boolean isRefused(RdbImage image) {
    RdbProblem problem = image.problem();
    return problem != null && problem.kind() == RdbProblem.Kind.BAD_FORMAT;
  }

  /** What is damage for some servers only was written by the others. */
  private boolean isGivenUp(RdbDamage damage) {
    return damage.kind() != RdbDamage.Kind.ODD
        && damage.key() >= 0
        && damage.servers() == Server.allBits();
  }

  /** Passes the key in which reading stopped. */
  private boolean isPassed(Keys keys) throws IOException {
    if (glance.at(keys.offset) != Glance.Kind.KEY) {
      return false;
    }
    damaged.add(keys.offset);
    place = new RdbBoundary(glance.end(), place.dialect(), place.version(), keys.database);
    return true;
  }

  /** Passes the library in which reading stopped, if it is one. */
  private boolean isPassed(long library) throws IOException {
    if (glance.at(library) != Glance.Kind.OTHER || !LostLibraries.isLibrary(glance)) {
      return false;
    }
    damaged.add(library);
    place = new RdbBoundary(glance.end(), place.dialect(), place.version(), place.database());
    return true;
  }

  /** Notes the keys that are damaged. */
  private final class Keys implements RdbHandler {
    private long offset;
    private long database;
    private boolean isOpen;

    @Override
    public boolean key(RdbKeyHeader key) {
      if (options.cancelled().getAsBoolean()) {
        throw new CancellationException();
      }
      offset = key.offset();
      database = key.database();
      isOpen = true;
      return false;
    }

    @Override
    public void endOfKey(RdbKeyHeader key, long end, boolean isSound) throws IOException {
      isOpen = false;
      if (!isSound && !isProven && damaged.size() < MOST && isDamaged(key.offset(), end)) {
        damaged.add(key.offset());
      }
    }

    private boolean isDamaged(long from, long end) throws IOException {
      RdbBoundary key = new RdbBoundary(from, place.dialect(), place.version(), database);
      return RdbReader.readStretch(made, key, end, OPTIONS, RdbDepth.DEEP, null).damages().stream()
          .anyMatch(DamagedValues.this::isGivenUp);
    }
  }
}
