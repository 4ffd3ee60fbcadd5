package org.aofkit.compact;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Keys whose values depend on commands of several keys, put together by the commands they share.
 *
 * <p>A group's commands are carried out one after the other in the order of the files, each once.
 * Keys that they name and that are no more, or are something else by now, come into being on the
 * way and are let go of in the end.
 */
final class TiedGroups {
  private final LogIndex index;
  private final Chains chains;
  private final Map<Long, Integer> groupOf = new HashMap<>();
  private final List<Integer> parents = new ArrayList<>();
  private final Map<Integer, Map<Long, Step>> steps = new TreeMap<>();

  TiedGroups(LogIndex index) {
    this.index = index;
    this.chains = index.chains();
  }

  /**
   * A group.
   *
   * @param steps what it depends on, in the order of the files
   * @param heads what the steps are, for a look whether a head is among them
   */
  record Group(List<Step> steps, Set<Long> heads) {}

  /** All groups. */
  List<Group> find() {
    for (int number = 0; number < index.tables().size(); number++) {
      int database = number;
      index
          .tables()
          .get(number)
          .each(
              head -> {
                if (Head.isTied(head)) {
                  reach(database, head);
                }
              });
    }
    Map<Integer, Map<Long, Step>> joined = new TreeMap<>();
    steps.forEach(
        (group, found) ->
            joined.computeIfAbsent(root(group), none -> new HashMap<>()).putAll(found));
    List<Group> groups = new ArrayList<>();
    for (Map<Long, Step> found : joined.values()) {
      List<Step> sorted = new ArrayList<>(found.values());
      sorted.sort(null);
      groups.add(new Group(sorted, found.keySet()));
    }
    return groups;
  }

  /** Notes all that a head reaches, in one group. */
  private void reach(int database, long head) {
    int group = parents.size();
    parents.add(group);
    Map<Long, Step> found = new HashMap<>();
    steps.put(group, found);
    List<Step> open = new ArrayList<>();
    open.add(new Step(0, database, head));
    while (!open.isEmpty()) {
      Step next = open.remove(open.size() - 1);
      if (Head.isTie(next.head())) {
        tie(next.head(), group, found, open);
      } else {
        chain(next, found, open);
      }
    }
  }

  private void tie(long tie, int group, Map<Long, Step> found, List<Step> open) {
    Integer known = groupOf.putIfAbsent(tie, group);
    if (known != null) {
      join(known, group);
      return;
    }
    found.put(tie, new Step(chains.tiePlace(tie), chains.tieDatabase(tie), tie));
    for (int i = 0; i < chains.tieCount(tie); i++) {
      long before = chains.tieBefore(tie, i);
      if (before != Head.NONE) {
        open.add(new Step(0, chains.tieKeyDatabase(tie, i), before));
      }
      long now = head(tie, i);
      if (Head.isTied(now) && now != tie && !found.containsKey(now)) {
        open.add(new Step(0, chains.tieKeyDatabase(tie, i), now));
      }
    }
  }

  private long head(long tie, int key) {
    KeyTable keys = index.tables().get(chains.tieKeyDatabase(tie, key));
    return keys.head(chains.tieFirst(tie, key), chains.tieSecond(tie, key));
  }

  private void chain(Step from, Map<Long, Step> found, List<Step> open) {
    long at = from.head();
    while (Head.isNode(at)) {
      if (found.putIfAbsent(at, new Step(chains.place(at), from.database(), at)) != null) {
        return;
      }
      at = chains.before(at);
    }
    if (Head.isTie(at)) {
      open.add(new Step(0, from.database(), at));
    } else {
      found.put(at, new Step(Head.number(at), from.database(), at));
    }
  }

  private void join(int one, int other) {
    parents.set(root(one), root(other));
  }

  private int root(int group) {
    int at = group;
    while (parents.get(at) != at) {
      parents.set(at, parents.get(parents.get(at)));
      at = parents.get(at);
    }
    return at;
  }
}
