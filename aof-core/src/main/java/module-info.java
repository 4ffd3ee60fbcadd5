/** Reading, checking and repairing the persistence files of Redis and Valkey. */
module org.aofkit.core {
  requires transitive io.netty.buffer;
  requires io.netty.common;
  requires static transitive org.jspecify;

  exports org.aofkit.check;
  exports org.aofkit.io;
  exports org.aofkit.server;
}
