package org.aofkit.keyspace.value;

/** The types of values, under the names that the command TYPE answers. */
public enum ValueType {
  STRING("string"),
  LIST("list"),
  SET("set"),
  ZSET("zset"),
  HASH("hash"),
  STREAM("stream"),
  /** A value of a module, of which only the serialised form is known. TYPE answers its own name. */
  MODULE("module");

  private final String id;

  ValueType(String id) {
    this.id = id;
  }

  /** What TYPE answers. */
  public String id() {
    return id;
  }
}
