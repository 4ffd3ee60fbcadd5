package org.aofkit.check;

/** What a file holds, told by its bytes, never by its name. */
public enum FileFormat {
  /** Commands. */
  AOF("aof"),
  /** An RDB image and nothing behind it. */
  RDB("rdb"),
  /** An RDB image with commands behind it. */
  RDB_AOF("rdb+aof"),
  /** No byte at all. */
  EMPTY("empty"),
  /** A manifest. */
  MANIFEST("manifest"),
  /** Not looked into. */
  UNKNOWN("unknown");

  private final String id;

  FileFormat(String id) {
    this.id = id;
  }

  /** The name in JSON. */
  public String id() {
    return id;
  }
}
