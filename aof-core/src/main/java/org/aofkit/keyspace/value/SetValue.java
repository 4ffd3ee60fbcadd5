package org.aofkit.keyspace.value;

import org.aofkit.rdb.write.RdbValue;

/** A set. Its members are told in an order that only depends on what was done to it. */
public final class SetValue implements Value {
  private final NameTable members;

  /** An empty set, which is no value for a key yet. */
  public SetValue() {
    this(new NameTable());
  }

  private SetValue(NameTable members) {
    this.members = members;
  }

  @Override
  public ValueType type() {
    return ValueType.SET;
  }

  @Override
  public boolean isEmpty() {
    return members.size() == 0;
  }

  @Override
  public SetValue copy() {
    return new SetValue(members.copy());
  }

  @Override
  public long memory() {
    return Memory.OBJECT + members.memory();
  }

  @Override
  public RdbValue toRdb() {
    return new RdbValue.SetValue(
        sink -> {
          for (int i = 0; i < members.size(); i++) {
            sink.bytes(members.name(i));
          }
        });
  }

  /** How many members there are. */
  public int size() {
    return members.size();
  }

  /** A member, by a number from 0 on that it has until a member is removed; not a copy. */
  public byte[] member(int number) {
    return members.name(number);
  }

  /** Whether there is such a member. */
  public boolean contains(byte[] member) {
    return members.find(member) >= 0;
  }

  /**
   * Adds a member; not copied.
   *
   * @return whether it was not there
   */
  public boolean add(byte[] member) {
    if (contains(member)) {
      return false;
    }
    members.add(member);
    return true;
  }

  /**
   * Removes a member.
   *
   * @return whether it was there
   */
  public boolean remove(byte[] member) {
    int number = members.find(member);
    if (number < 0) {
      return false;
    }
    members.remove(number);
    return true;
  }
}
