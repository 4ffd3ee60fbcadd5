package org.aofkit.fuzz.power;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.aofkit.fuzz.fs.DiskEvent;
import org.aofkit.fuzz.fs.DiskImage;
import org.aofkit.fuzz.fs.History;

/**
 * The states that a disk may be in when the power goes at any moment of a history. Where they are
 * few all of them are given; where they are many, the edges and a sample that is the same in each
 * run with the same seed. A state is given once, and once more where more had been noted.
 */
public final class PowerLoss {
  private final History history;
  private final NameOrder order;
  private final Limits limits;

  /**
   * How many states are given of one moment.
   *
   * @param enumerated all of them if there are no more than this
   * @param sampled else so many beside the edges
   * @param borders a change is torn at each border of a sector where it has no more than so many
   *     inside; else at the first, the last, and the last one of a page
   * @param seed of the sample
   */
  public record Limits(int enumerated, int sampled, int borders, long seed) {}

  /** Is given the states. */
  public interface Visitor {
    /** One state; the image may be changed. */
    void visit(CrashState state) throws IOException;
  }

  /**
   * What was given.
   *
   * @param moments of the history
   * @param states different ones
   * @param sampled moments that have more states than were given
   */
  public record Count(int moments, int states, int sampled) {}

  /**
   * @param history what was done
   * @param order what the file system promises of names
   */
  public PowerLoss(History history, NameOrder order, Limits limits) {
    this.history = history;
    this.order = order;
    this.limits = limits;
  }

  /** Gives the states of all moments: before the first event, and behind each. */
  public Count each(Visitor visitor) throws IOException {
    List<DiskEvent> events = history.events();
    UnsyncedDisk disk = new UnsyncedDisk(history.start(), order);
    List<String> notes = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    int sampled = 0;
    for (int after = 0; after <= events.size(); after++) {
      if (after > 0) {
        disk.apply(events.get(after - 1));
        if (events.get(after - 1) instanceof DiskEvent.Noted noted) {
          notes.add(noted.text());
        }
      }
      List<Unsynced> unsynced = disk.unsynced(limits.borders());
      boolean isSmall = product(unsynced) <= limits.enumerated();
      sampled += isSmall ? 0 : 1;
      List<int[]> all = isSmall ? every(unsynced) : edges(unsynced);
      for (int[] choice : all) {
        DiskImage image = disk.durable();
        List<String> choices = new ArrayList<>();
        for (int i = 0; i < choice.length; i++) {
          choices.add(unsynced.get(i).apply(image, choice[i]));
        }
        give(image, after, notes, choices, seen, visitor);
      }
      Random random = new Random(limits.seed() * 1_000_003 + after);
      for (int i = 0; i < (isSmall ? 0 : limits.sampled()); i++) {
        DiskImage image = disk.durable();
        List<String> choices = new ArrayList<>();
        for (Unsynced one : unsynced) {
          choices.add(one.apply(image, random));
        }
        give(image, after, notes, choices, seen, visitor);
      }
    }
    return new Count(events.size() + 1, seen.size(), sampled);
  }

  private static void give(
      DiskImage image,
      int after,
      List<String> notes,
      List<String> choices,
      Set<String> seen,
      Visitor visitor)
      throws IOException {
    if (seen.add(notes.size() + " " + image.digest())) {
      visitor.visit(new CrashState(image, after, List.copyOf(notes), choices));
    }
  }

  private static long product(List<Unsynced> unsynced) {
    long product = 1;
    for (Unsynced one : unsynced) {
      product = Math.min(Integer.MAX_VALUE, product * one.outcomes());
    }
    return product;
  }

  private static List<int[]> every(List<Unsynced> unsynced) {
    List<int[]> all = new ArrayList<>();
    all.add(new int[unsynced.size()]);
    for (int i = 0; i < unsynced.size(); i++) {
      int before = all.size();
      for (int j = 0; j < before; j++) {
        for (int outcome = 1; outcome < unsynced.get(i).outcomes(); outcome++) {
          int[] choice = all.get(j).clone();
          choice[i] = outcome;
          all.add(choice);
        }
      }
    }
    return all;
  }

  /**
   * Nothing, everything, names without data, data without names, everything but one, and one alone.
   */
  private static List<int[]> edges(List<Unsynced> unsynced) {
    int n = unsynced.size();
    int[] most = new int[n];
    int[] names = new int[n];
    int[] data = new int[n];
    for (int i = 0; i < n; i++) {
      most[i] = unsynced.get(i).outcomes() - 1;
      (unsynced.get(i).isName() ? names : data)[i] = most[i];
    }
    List<int[]> all = new ArrayList<>(List.of(new int[n], most, names, data));
    for (int i = 0; i < n; i++) {
      for (int outcome = 0; outcome <= most[i]; outcome++) {
        int[] but = most.clone();
        but[i] = outcome;
        all.add(but);
        int[] alone = new int[n];
        alone[i] = outcome;
        all.add(alone);
      }
    }
    return all;
  }
}
