package org.aofkit.fuzz.keyspace;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.aofkit.command.CommandTable;
import org.aofkit.server.Server;

/**
 * Random commands, made from a seed: the same seed makes the same commands.
 *
 * @param server the server they are for; it knows all of them
 * @param families the names of the {@linkplain Families families} they are of
 * @param steps the commands in order
 */
public record Workload(Server server, List<String> families, List<Step> steps) {
  /** In how many databases commands go, from 0. */
  static final int DATABASES = 3;

  private static final CommandTable TABLE = CommandTable.standard();

  /** Copies the lists. */
  public Workload {
    families = List.copyOf(families);
    steps = List.copyOf(steps);
  }

  /**
   * A command.
   *
   * @param database where it goes
   * @param words the name and the arguments
   */
  public record Step(int database, byte[][] words) {
    @Override
    public String toString() {
      var text = new StringBuilder("db" + database);
      for (byte[] word : words) {
        text.append(' ').append(Words.quoted(word));
      }
      return text.toString();
    }
  }

  /**
   * Makes a workload.
   *
   * @param families of these; each of them known to {@link Families}
   * @param length how many commands
   */
  public static Workload of(
      long seed, Server server, Forms forms, List<String> families, int length) {
    var draw = new Draw(seed, server, forms);
    List<CommandFamily> makers = families.stream().map(Families.all()::get).toList();
    List<Step> steps = new ArrayList<>();
    int database = 0;
    while (steps.size() < length) {
      if (draw.oneIn(30)) {
        database = draw.below(DATABASES);
      }
      byte[][] words = makers.get(draw.below(makers.size())).next(draw);
      if (isTaken(server, words)) {
        steps.add(new Step(database, words));
      }
    }
    return new Workload(server, families, steps);
  }

  /** Words that a server does not take end the loading of a log, or the server. */
  private static boolean isTaken(Server server, byte[][] words) {
    ByteBuffer name = ByteBuffer.wrap(words[0]);
    int id = TABLE.lookup(name, 0, name.limit());
    if (id >= 0 && TABLE.isContainer(id) && words.length > 1) {
      ByteBuffer sub = ByteBuffer.wrap(words[1]);
      id = TABLE.lookupSub(id, sub, 0, sub.limit());
    }
    if (id < 0) {
      throw new IllegalStateException("no server knows " + Words.quoted(words[0]));
    }
    return (TABLE.acceptedBy(id, words.length) & server.bit()) != 0;
  }
}
