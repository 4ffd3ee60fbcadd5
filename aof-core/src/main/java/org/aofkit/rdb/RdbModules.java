package org.aofkit.rdb;

import java.io.IOException;
import org.aofkit.server.Server;

/**
 * Steps over what modules store. Values are made of tagged items up to tag 0, so that they can be
 * passed without the module; a server that lacks the module refuses the image.
 */
final class RdbModules {
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  private static final int NAME_LENGTH = 9;
  private static final int VERSION_BITS = 10;

  private static final int END = 0;
  private static final int SIGNED = 1;
  private static final int UNSIGNED = 2;
  private static final int FLOAT = 3;
  private static final int DOUBLE = 4;
  private static final int STRING = 5;

  private final RdbInput in;
  private final RdbStrings strings;
  private final RdbServers servers;

  private final RdbContext context;

  RdbModules(RdbContext context) {
    this.context = context;
    this.in = context.in;
    this.strings = context.strings;
    this.servers = context.servers;
  }

  /** Passes a value; Redis 8.0 has one module built in, that of vector sets. */
  void value() throws IOException, RdbStop {
    long at = in.position();
    context.remarks = context.remarks.withModuleValue(at);
    long id = in.readNumber();
    String name = name(id);
    int knownBy = name.equals("vectorset") ? Server.REDIS_8_0.bit() : 0;
    if (servers.isStoppedBy(knownBy)) {
      servers.require(knownBy, at, "a value of the module type " + name);
    }
    long from = in.position();
    items();
    if (context.isTold) {
      context.handler().module(id, from, in.position());
    }
  }

  /**
   * Passes what a module stores beside the keys; no server has a module of its own that does.
   *
   * @param record where the record begins in the source
   */
  void auxiliary(long record) throws IOException, RdbStop {
    long at = in.position();
    long id = in.readNumber();
    servers.require(0, at, "data of the module " + name(id));
    long whenAt = in.position();
    long tag = in.readLength();
    if (tag != UNSIGNED) {
      throw RdbStop.badFormat(
          whenAt,
          "expected the tag " + UNSIGNED + " of a number, found " + Long.toUnsignedString(tag));
    }
    in.readNumber();
    items();
    if (context.hasHandler()) {
      context.handler().moduleAuxiliary(id, record, in.position());
    }
  }

  private void items() throws IOException, RdbStop {
    while (true) {
      long at = in.position();
      long tag = in.readLength();
      if (tag == END) {
        return;
      } else if (tag == SIGNED || tag == UNSIGNED) {
        in.readNumber();
      } else if (tag == FLOAT) {
        in.skip(Float.BYTES);
      } else if (tag == DOUBLE) {
        in.skip(Double.BYTES);
      } else if (tag == STRING) {
        strings.skip();
      } else {
        throw RdbStop.badFormat(
            at, "expected the tag of a module item, found " + Long.toUnsignedString(tag));
      }
    }
  }

  /** Nine characters of six bits each, the first in the highest bits; then ten bits of version. */
  private static String name(long id) {
    StringBuilder name = new StringBuilder(NAME_LENGTH);
    for (int i = NAME_LENGTH - 1; i >= 0; i--) {
      name.append(ALPHABET.charAt((int) (id >>> (VERSION_BITS + 6 * i)) & 0x3F));
    }
    return name.toString();
  }
}
