/**
 * An AOF file and an AOF directory: which files make a set, their load order, and the state of a
 * reader that goes through them (databases, transactions, annotations).
 */
@NullMarked
package org.aofkit.aof;

import org.jspecify.annotations.NullMarked;
