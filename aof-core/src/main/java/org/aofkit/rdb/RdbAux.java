package org.aofkit.rdb;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.aofkit.server.Server;

/** Reads the auxiliary fields of an image and keeps a bounded number of them. */
final class RdbAux {
  private static final int MOST_FIELDS = 64;
  private static final int LONGEST_NAME = 64;
  private static final int LONGEST_VALUE = RdbStrings.HEAD;

  /**
   * Three integers, the first also in hexadecimal, as C's {@code scanf} takes them; what follows
   * does not matter.
   */
  private static final String SLOT_INFO =
      "\\s*[-+]?(0[xX]\\p{XDigit}+|\\d+),\\s*[-+]?\\d+,\\s*[-+]?\\d(?s:.*)";

  private final RdbContext context;
  private final RdbStrings strings;
  private final RdbServers servers;
  private final Map<String, byte[]> fields = new LinkedHashMap<>();

  RdbAux(RdbContext context) {
    this.context = context;
    this.strings = context.strings;
    this.servers = context.servers;
  }

  /** Reads a name and a value. */
  void field() throws IOException, RdbStop {
    long at = context.in.position();
    take();
    if (context.hasHandler()) {
      tell(at);
    }
  }

  private void take() throws IOException, RdbStop {
    strings.read();
    if (strings.length() > LONGEST_NAME) {
      strings.skip();
      return;
    }
    String name = strings.headText();
    strings.read();
    if (name.equalsIgnoreCase("slot-info")) {
      slotInfo();
    }
    boolean isRoom = fields.size() < MOST_FIELDS || fields.containsKey(name);
    if (strings.length() <= LONGEST_VALUE && isRoom) {
      fields.put(name, Arrays.copyOf(strings.head(), strings.headLength()));
    }
  }

  /** Tells name and value, which are read again: the lens takes for granted what was verified. */
  private void tell(long at) throws IOException, RdbStop {
    RdbStrings again = context.lens().strings();
    context.lens().inputAt(at);
    again.open();
    again.show(context.view);
    context.handler().auxiliaryName(context.view);
    again.close();
    again.open();
    again.show(context.view);
    context.handler().auxiliaryValue(context.view);
  }

  /** The fields kept so far, in file order. */
  Map<String, byte[]> fields() {
    return fields;
  }

  /** Valkey refuses an image whose slot information it can't read; measured with Valkey 9.1.2. */
  private void slotInfo() {
    if (!strings.headText().matches(SLOT_INFO)) {
      int valkeys = Server.VALKEY_8.bit() | Server.VALKEY_9.bit();
      int others = Server.allBits() & ~valkeys;
      servers.requireUndamaged(others, others, strings.start(), "slot information of a bad form");
    }
  }
}
