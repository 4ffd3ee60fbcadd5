package org.aofkit.rdb.write;

import java.io.IOException;

/** The fields of a hash in any order, each once. The writer asks twice. */
@FunctionalInterface
public interface HashFields {
  /** Tells all fields, the same in the same order each time. */
  void tellTo(Sink sink) throws IOException;

  /** Takes fields and values by turns. */
  interface Sink {
    /**
     * Takes when a field expires; one string, its name, is then to be told to what is returned.
     *
     * @param expireAtMs in milliseconds since 1970, not 0; {@link KeyHead#NONE}: never. Below 2^48
     *     for a server of Redis, which loads nothing later
     */
    StringSink field(long expireAtMs) throws IOException;

    /** Where the value of that field is then to be told. */
    StringSink value() throws IOException;
  }
}
