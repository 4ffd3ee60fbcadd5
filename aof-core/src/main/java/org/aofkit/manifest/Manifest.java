package org.aofkit.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.aofkit.io.FileName;

/**
 * What a manifest lists. Immutable.
 *
 * @param entries the listed files in the order of the lines; at most one base, and the incrs with
 *     strictly ascending positive sequence numbers
 */
public record Manifest(List<ManifestEntry> entries) {
  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if no server would accept such a manifest
   */
  public Manifest {
    entries = List.copyOf(entries);
    boolean based = false;
    long lastIncr = 0;
    for (ManifestEntry entry : entries) {
      if (entry.type() == ManifestType.BASE) {
        if (based) {
          throw new IllegalArgumentException("a second base: " + entry.name());
        }
        based = true;
      } else if (entry.type() == ManifestType.INCR) {
        if (entry.seq() <= lastIncr) {
          throw new IllegalArgumentException(
              "incr "
                  + entry.name()
                  + " has the sequence number "
                  + entry.seq()
                  + " behind "
                  + lastIncr);
        }
        lastIncr = entry.seq();
      }
    }
  }

  /** The base, if one is listed. */
  public Optional<ManifestEntry> base() {
    for (ManifestEntry entry : entries) {
      if (entry.type() == ManifestType.BASE) {
        return Optional.of(entry);
      }
    }
    return Optional.empty();
  }

  /** The incrs in the order in which they are loaded. */
  public List<ManifestEntry> incrs() {
    return of(ManifestType.INCR);
  }

  /** The history files in the order of the lines. */
  public List<ManifestEntry> history() {
    return of(ManifestType.HISTORY);
  }

  /** What a server loads, in order: the base, wherever its line stands, then the incrs. */
  public List<ManifestEntry> loadOrder() {
    var order = new ArrayList<ManifestEntry>(entries.size());
    Optional<ManifestEntry> base = base();
    if (base.isPresent()) {
      order.add(base.get());
    }
    order.addAll(incrs());
    return order;
  }

  /** Whether neither a base nor an incr is listed: the server then starts empty. */
  public boolean isWithoutData() {
    for (ManifestEntry entry : entries) {
      if (entry.type() != ManifestType.HISTORY) {
        return false;
      }
    }
    return true;
  }

  /** Whether a file is listed under this name, as whatever type. */
  public boolean lists(FileName name) {
    for (ManifestEntry entry : entries) {
      if (entry.name().equals(name)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The sequence number of the next base that a server would make; wraps round behind 2^63-1 as
   * servers do.
   */
  public long nextBaseSeq() {
    Optional<ManifestEntry> base = base();
    return base.isPresent() ? base.get().seq() + 1 : 1;
  }

  /**
   * The sequence number of the next incr that a server would make; wraps round behind 2^63-1 as
   * servers do.
   */
  public long nextIncrSeq() {
    long last = 0;
    for (ManifestEntry entry : entries) {
      if (entry.type() == ManifestType.INCR) {
        last = entry.seq();
      }
    }
    return last + 1;
  }

  private List<ManifestEntry> of(ManifestType type) {
    var some = new ArrayList<ManifestEntry>(entries.size());
    for (ManifestEntry entry : entries) {
      if (entry.type() == type) {
        some.add(entry);
      }
    }
    return some;
  }
}
