package org.aofkit.rdb;

import java.io.IOException;
import org.aofkit.server.Dialect;

/**
 * Is told what an RDB image holds, in the order of the file. Every method may throw an {@link
 * IOException} to end the reading.
 *
 * <p>What is handed out ({@link RdbBytes}, {@link RdbKeyHeader}) is valid until the method returns.
 * Elements are told before what follows them is verified: a key is whole only when {@link
 * #endOfKey} is called for it.
 *
 * <pre>
 *   string     string
 *   list       element …
 *   set        member …
 *   zset       scoredMember, score …
 *   hash       field, value [, fieldDeadline] …
 *   stream     streamNode, masterField …, { streamEntry, { [streamField,] streamValue } … } …
 *              streamState, { streamGroup, streamPending …, { streamConsumer, streamOwned … } … } …
 *   module     module
 * </pre>
 */
public interface RdbHandler {
  /** The magic was read. */
  default void header(Dialect dialect, int version) throws IOException {}

  /** An auxiliary field. */
  default void auxiliaryName(RdbBytes name) throws IOException {}

  /** The value of the auxiliary field whose name was told last. */
  default void auxiliaryValue(RdbBytes value) throws IOException {}

  /** The keys that follow are in this database; a number without sign. */
  default void database(long number) throws IOException {}

  /** How many keys, and keys with a deadline, the database has; a hint that may be wrong. */
  default void sizes(long keys, long keysWithDeadline) throws IOException {}

  /** How many keys, and keys with a deadline, a slot of a cluster has. */
  default void slotInfo(long slot, long keys, long keysWithDeadline) throws IOException {}

  /** An import of slots that was going on; its ranges follow. */
  default void slotImport(RdbBytes job) throws IOException {}

  /** A range of slots of the import told last, both ends included. */
  default void slotRange(long first, long last) throws IOException {}

  /** The source of a function library. */
  default void function(RdbBytes source) throws IOException {}

  /**
   * What a module stores beside the keys.
   *
   * @param id of the module: nine characters of six bits and ten bits of version
   * @param offset where the record begins in the source: its opcode
   * @param end behind its last byte
   */
  default void moduleAuxiliary(long id, long offset, long end) throws IOException {}

  /**
   * A key.
   *
   * @return whether its value is to be told
   */
  default boolean key(RdbKeyHeader key) throws IOException {
    return false;
  }

  /** The value of a string. */
  default void string(RdbBytes value) throws IOException {}

  /** An element of a list. */
  default void element(RdbBytes element) throws IOException {}

  /** A member of a set. */
  default void member(RdbBytes member) throws IOException {}

  /** A member of a sorted set; its score follows. */
  default void scoredMember(RdbBytes member) throws IOException {}

  /** The score of the member told last, as a server reads it. */
  default void score(double score) throws IOException {}

  /** A field of a hash; its value follows. */
  default void field(RdbBytes field) throws IOException {}

  /** The value of the field told last. */
  default void value(RdbBytes value) throws IOException {}

  /**
   * When the field told last expires, in ms since 1970; -1 for never. Not called in hashes of a
   * type that has no deadlines.
   */
  default void fieldDeadline(long deadline) throws IOException {}

  /** A node of a stream; its ids are relative to this one. */
  default void streamNode(long milliseconds, long sequence) throws IOException {}

  /** A name of a field that entries of the node told last may share. */
  default void masterField(RdbBytes field) throws IOException {}

  /**
   * An entry of a stream.
   *
   * @param milliseconds first half of its id, without sign
   * @param sequence second half of its id, without sign
   * @param isDeleted whether it was deleted, that is not to be seen any more
   * @param hasMasterFields whether its fields are those of the node, so that only values are told
   * @param fields how many fields it has
   */
  default void streamEntry(
      long milliseconds, long sequence, boolean isDeleted, boolean hasMasterFields, long fields)
      throws IOException {}

  /** A field of the entry told last; its value follows. */
  default void streamField(RdbBytes field) throws IOException {}

  /** The value of the next field of the entry told last. */
  default void streamValue(RdbBytes value) throws IOException {}

  /** The counters of a stream. */
  default void streamState(RdbStreamState state) throws IOException {}

  /**
   * A group of consumers.
   *
   * @param lastMilliseconds first half of the id delivered last, without sign
   * @param lastSequence second half of it
   * @param entriesRead how many entries it has read; -1 if that is not known
   */
  default void streamGroup(
      RdbBytes name, long lastMilliseconds, long lastSequence, long entriesRead)
      throws IOException {}

  /**
   * An entry that the group told last has delivered and that is not acknowledged.
   *
   * @param delivered when, in ms since 1970
   * @param deliveries how often, without sign
   */
  default void streamPending(long milliseconds, long sequence, long delivered, long deliveries)
      throws IOException {}

  /**
   * A consumer of the group told last.
   *
   * @param seen when it was seen last, in ms since 1970
   * @param active when it got something last, in ms since 1970; -1 for never, or if the file does
   *     not tell
   */
  default void streamConsumer(RdbBytes name, long seen, long active) throws IOException {}

  /** A pending entry of the group that the consumer told last owns. */
  default void streamOwned(long milliseconds, long sequence) throws IOException {}

  /**
   * A value of a module.
   *
   * @param id of its type: nine characters of six bits and ten bits of version
   * @param offset where the items begin in the source
   * @param end behind the last of them, a 0
   */
  default void module(long id, long offset, long end) throws IOException {}

  /**
   * A whole record of a key was passed.
   *
   * @param key the same as in {@link #key}, but its name must not be asked for any more
   * @param end behind its last byte; it begins at {@link RdbKeyHeader#from()}
   * @param isSound whether nothing is wrong in it that this depth of reading notices, whoever would
   *     load it; {@link RdbDamage.Kind#ODD} counts as sound
   */
  default void endOfKey(RdbKeyHeader key, long end, boolean isSound) throws IOException {}
}
