package org.aofkit.rdb.salvage;

import java.util.List;
import java.util.OptionalLong;

/**
 * What is left of a damaged value.
 *
 * @param type of the value
 * @param pieces what is written in place of it
 * @param kept how many elements it has
 * @param announced how many it had; empty where that can't be read
 * @param withoutGroups whether groups of consumers may be lost
 */
record Remains(
    String type,
    List<SalvagePiece> pieces,
    long kept,
    OptionalLong announced,
    boolean withoutGroups) {
  Remains {
    pieces = List.copyOf(pieces);
  }
}
