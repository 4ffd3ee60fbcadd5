package org.aofkit.keyspace.commands;

import java.nio.ByteBuffer;
import org.aofkit.command.CommandTable;
import org.aofkit.keyspace.Keyspace;
import org.jspecify.annotations.Nullable;

/**
 * Carries out commands on a data set as a server does that loads them from a log: nothing expires,
 * and an error ends the command and nothing else.
 *
 * <p>SELECT, MULTI and EXEC are the reader's: commands come with the database they are for, those
 * of a transaction when it is executed.
 */
public final class Interpreter {
  private static final CommandTable TABLE = CommandTable.standard();
  private static final Actions ACTIONS = actions();

  private final Keyspace keyspace;

  /** Works on a data set; it is changed. */
  public Interpreter(Keyspace keyspace) {
    this.keyspace = keyspace;
  }

  private static Actions actions() {
    var actions = new Actions(TABLE);
    StringCommands.addTo(actions);
    ListCommands.addTo(actions);
    SetCommands.addTo(actions);
    SortedSetCommands.addTo(actions);
    SortedSetRanges.addTo(actions);
    SortedSetStores.addTo(actions);
    GeoCommands.addTo(actions);
    HashCommands.addTo(actions);
    FieldDeadlines.addTo(actions);
    StreamCommands.addTo(actions);
    StreamGroupCommands.addTo(actions);
    StreamClaims.addTo(actions);
    SeveralStrings.addTo(actions);
    CounterCommands.addTo(actions);
    BitCommands.addTo(actions);
    HyperLogLogCommands.addTo(actions);
    KeyCommands.addTo(actions);
    ExpiryCommands.addTo(actions);
    RestoreCommands.addTo(actions);
    DatabaseCommands.addTo(actions);
    FunctionCommands.addTo(actions);
    return actions.addHarmless();
  }

  /**
   * What can be made of a command.
   *
   * @param command its id in {@link CommandTable#standard()}; -1 for one that no known server has
   */
  public static CommandSupport support(int command) {
    return command < 0 ? CommandSupport.DECLINED : ACTIONS.support(command);
  }

  /**
   * Carries out a command.
   *
   * @param database the number of the selected database
   * @param words the command's name and its arguments; kept where they become names or values, so
   *     not to be changed any more
   * @throws IndexOutOfBoundsException if there is no such database
   */
  public Outcome apply(int database, byte[]... words) {
    ByteBuffer name = ByteBuffer.wrap(words[0]);
    return apply(database, TABLE.lookup(name, 0, name.limit()), words);
  }

  /**
   * Carries out a command whose name was looked up already.
   *
   * @param database the number of the selected database
   * @param command the id of the first word in {@link CommandTable#standard()}, that is of the
   *     container where the second word is a subcommand; -1 for one that no known server has
   * @param words as for the other
   * @throws IndexOutOfBoundsException if there is no such database
   */
  public Outcome apply(int database, int command, byte[]... words) {
    int id = withSubcommand(command, words);
    Action action = id < 0 ? null : ACTIONS.of(id);
    if (action == null) {
      return Outcome.notModelled(id < 0 ? "no known server has it" : "not modelled");
    }
    if ((TABLE.acceptedBy(id, words.length) & keyspace.server().bit()) == 0) {
      return new Outcome(Outcome.Kind.REFUSED, "ERR wrong number of arguments");
    }
    try {
      return action.run(new Call(keyspace, database, words));
    } catch (RefusedException e) {
      return new Outcome(Outcome.Kind.REFUSED, text(e));
    } catch (NotModelledException e) {
      return Outcome.notModelled(text(e));
    }
  }

  private static String text(Exception end) {
    @Nullable String text = end.getMessage();
    return text == null ? "ERR" : text;
  }

  private static int withSubcommand(int id, byte[][] words) {
    if (id < 0 || !TABLE.isContainer(id) || words.length < 2) {
      return id;
    }
    ByteBuffer sub = ByteBuffer.wrap(words[1]);
    return TABLE.lookupSub(id, sub, 0, sub.limit());
  }
}
