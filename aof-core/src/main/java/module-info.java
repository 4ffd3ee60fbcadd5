/** Reading, checking and repairing the persistence files of Redis and Valkey. */
module org.aofkit.core {
  requires transitive io.netty.buffer;
  requires io.netty.common;
  requires static jdk.unsupported;
  requires static transitive org.jspecify;

  exports org.aofkit.aof;
  exports org.aofkit.append;
  exports org.aofkit.check;
  exports org.aofkit.command;
  exports org.aofkit.commit;
  exports org.aofkit.compact;
  exports org.aofkit.io;
  exports org.aofkit.keyspace;
  exports org.aofkit.keyspace.commands;
  exports org.aofkit.keyspace.value;
  exports org.aofkit.manifest;
  exports org.aofkit.rdb;
  exports org.aofkit.rdb.packed;
  exports org.aofkit.rdb.salvage;
  exports org.aofkit.rdb.write;
  exports org.aofkit.repair;
  exports org.aofkit.resp;
  exports org.aofkit.server;
  exports org.aofkit.stats;
}
