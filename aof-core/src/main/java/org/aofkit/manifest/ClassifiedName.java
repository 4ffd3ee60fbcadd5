package org.aofkit.manifest;

import org.aofkit.io.FileName;

/**
 * A file name and what it says.
 *
 * @param name the name
 * @param kind what the file is, by its name alone
 * @param seq the sequence number in the name of a base or an incr, from 1; 0 for every other kind
 */
public record ClassifiedName(FileName name, NameKind kind, long seq) {}
