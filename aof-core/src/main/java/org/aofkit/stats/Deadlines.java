package org.aofkit.stats;

import java.util.OptionalLong;

/**
 * When the keys of an image expire, in ms since 1970.
 *
 * @param keys how many have a deadline
 * @param past for how many it has passed
 * @param earliest the first deadline; empty where there is none
 * @param latest the last one
 * @param fields how many fields of hashes have one of their own
 */
public record Deadlines(
    long keys, long past, OptionalLong earliest, OptionalLong latest, long fields) {}
