package org.aofkit.fuzz.power;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.aofkit.fuzz.fs.DiskEvent;
import org.aofkit.fuzz.fs.DiskImage;
import org.jspecify.annotations.Nullable;

/** A disk while events happen: what of it is durable for certain, and what is not yet. */
final class UnsyncedDisk {
  private final NameOrder order;
  private final DiskImage durable;
  private final DiskImage now;
  private final Map<Long, Versions> files = new LinkedHashMap<>();
  private final Map<Long, DiskEvent.Set> attributes = new LinkedHashMap<>();
  private List<Entry> entries = new ArrayList<>();

  /**
   * A change of a directory.
   *
   * @param directory that has to be synced for it
   * @param needs a change that is on the disk if this one is
   */
  private record Entry(long directory, DiskEvent event, @Nullable Entry needs) {
    boolean touches(long other) {
      return directory == other
          || event instanceof DiskEvent.Renamed renamed && renamed.from() == other;
    }

    void apply(DiskImage disk) {
      if (needs != null) {
        needs.apply(disk);
      }
      disk.apply(event);
    }
  }

  UnsyncedDisk(DiskImage start, NameOrder order) {
    this.order = order;
    this.durable = start.copy();
    this.now = start.copy();
  }

  /** What is durable. */
  DiskImage durable() {
    return durable.copy();
  }

  void apply(DiskEvent event) {
    DiskImage before = now.copy();
    now.apply(event);
    if (event instanceof DiskEvent.Made) {
      durable.apply(event);
    } else if (event instanceof DiskEvent.Written written) {
      changed(written.file(), before);
    } else if (event instanceof DiskEvent.Cut cut) {
      changed(cut.file(), before);
    } else if (event instanceof DiskEvent.Set set) {
      attributes.put(set.node(), set);
    } else if (event instanceof DiskEvent.Named named) {
      entries.add(new Entry(named.directory(), named, null));
    } else if (event instanceof DiskEvent.Removed removed) {
      entries.add(new Entry(removed.directory(), removed, null));
    } else if (event instanceof DiskEvent.Renamed renamed) {
      rename(renamed);
    } else if (event instanceof DiskEvent.Synced synced) {
      sync(synced);
    }
  }

  private void changed(long file, DiskImage before) {
    files
        .computeIfAbsent(file, f -> new Versions(before.bytes(f), before.mtime(f)))
        .add(now.bytes(file), now.mtime(file));
  }

  private void rename(DiskEvent.Renamed renamed) {
    if (order == NameOrder.JOURNALLED || renamed.from() == renamed.to()) {
      entries.add(new Entry(renamed.to(), renamed, null));
      return;
    }
    DiskEvent arrives = new DiskEvent.Named(renamed.to(), renamed.newName(), renamed.node());
    DiskEvent leaves = new DiskEvent.Removed(renamed.from(), renamed.oldName(), renamed.node());
    Entry first = new Entry(renamed.to(), arrives, null);
    entries.add(first);
    entries.add(new Entry(renamed.from(), leaves, first));
  }

  private void sync(DiskEvent.Synced synced) {
    long node = synced.node();
    if (files.remove(node) != null) {
      boolean hasTime =
          synced.withAttributes() || now.bytes(node).length != durable.bytes(node).length;
      durable.setBytes(node, now.bytes(node), hasTime ? now.mtime(node) : durable.mtime(node));
    }
    if (synced.withAttributes() && attributes.remove(node) != null) {
      durable.apply(new DiskEvent.Set(node, now.mode(node), now.mtime(node)));
    }
    int last = -1;
    for (int i = 0; i < entries.size(); i++) {
      last = entries.get(i).touches(node) ? i : last;
    }
    List<Entry> left = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      if (order == NameOrder.JOURNALLED ? i <= last : entry.touches(node)) {
        entry.apply(durable);
      } else {
        left.add(entry);
      }
    }
    entries = left;
  }

  /**
   * What is not durable yet.
   *
   * @param borders as for {@link PowerLoss.Limits}
   */
  List<Unsynced> unsynced(int borders) {
    List<Unsynced> all = new ArrayList<>();
    if (order == NameOrder.INDEPENDENT) {
      entries.forEach(entry -> all.add(new Alone(entry)));
    } else if (!entries.isEmpty()) {
      all.add(new InOrder(List.copyOf(entries)));
    }
    files.forEach(
        (file, versions) -> all.add(new Bytes(file, versions, versions.outcomes(borders))));
    attributes.forEach((node, set) -> all.add(new Attributes(set, now.mtime(node) == set.mtime())));
    return all;
  }

  private record Alone(Entry entry) implements Unsynced {
    @Override
    public int outcomes() {
      return 2;
    }

    @Override
    public boolean isName() {
      return true;
    }

    @Override
    public String apply(DiskImage disk, int outcome) {
      if (outcome == 0) {
        return "lost: " + entry.event();
      }
      entry.apply(disk);
      return "done: " + entry.event();
    }
  }

  private record InOrder(List<Entry> entries) implements Unsynced {
    @Override
    public int outcomes() {
      return entries.size() + 1;
    }

    @Override
    public boolean isName() {
      return true;
    }

    @Override
    public String apply(DiskImage disk, int outcome) {
      for (Entry entry : entries.subList(0, outcome)) {
        entry.apply(disk);
      }
      return "names: " + outcome + " of " + entries.stream().map(Entry::event).toList();
    }
  }

  private record Bytes(long file, Versions versions, Map<String, Versions.Version> outcomeMap)
      implements Unsynced {
    @Override
    public int outcomes() {
      return outcomeMap.size();
    }

    @Override
    public boolean isName() {
      return false;
    }

    @Override
    public String apply(DiskImage disk, int outcome) {
      String name = List.copyOf(outcomeMap.keySet()).get(outcome);
      return put(disk, outcomeMap.get(name), name);
    }

    @Override
    public String apply(DiskImage disk, Random random) {
      return random.nextBoolean()
          ? Unsynced.super.apply(disk, random)
          : put(disk, versions.random(random), "drawn");
    }

    private String put(DiskImage disk, Versions.@Nullable Version version, String name) {
      if (version != null) {
        disk.setBytes(file, version.bytes(), version.mtime());
      }
      return "file " + file + ": " + name;
    }
  }

  /**
   * @param hasTime false: a write behind it has given the file another time
   */
  private record Attributes(DiskEvent.Set set, boolean hasTime) implements Unsynced {
    @Override
    public int outcomes() {
      return 2;
    }

    @Override
    public boolean isName() {
      return false;
    }

    @Override
    public String apply(DiskImage disk, int outcome) {
      if (outcome == 0) {
        return "lost: " + set;
      }
      long time = hasTime ? set.mtime() : disk.mtime(set.node());
      disk.apply(new DiskEvent.Set(set.node(), set.mode(), time));
      return "done: " + set;
    }
  }
}
