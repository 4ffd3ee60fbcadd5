package org.aofkit.repair;

import java.util.OptionalLong;

/**
 * A key of an image that a plan keeps with a part of its value.
 *
 * @param file the file's name relative to the root of the report, escaped for printing
 * @param offset of the key's record in the file as it is
 * @param database it is in
 * @param key its name, escaped for printing; cut where it is long
 * @param type {@code list}, {@code set}, {@code zset}, {@code hash} or {@code stream}
 * @param kept how many elements, members, pairs or entries it keeps
 * @param announced how many it had, as its value says; empty where that can't be read
 * @param withoutGroups whether it is a stream whose groups of consumers, if it had any, are lost
 */
public record PartialValue(
    String file,
    long offset,
    long database,
    String key,
    String type,
    long kept,
    OptionalLong announced,
    boolean withoutGroups) {

  /** The same in words, without the file: key, type, elements kept of elements announced. */
  public String text() {
    return "key "
        + key
        + " of database "
        + database
        + ", "
        + type
        + ", "
        + kept
        + " of "
        + (announced.isPresent() ? announced.getAsLong() : "an unknown number of")
        + (type.equals("stream") ? " entries" : " elements")
        + (withoutGroups ? ", and without its groups of consumers" : "");
  }
}
