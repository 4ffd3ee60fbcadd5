package org.aofkit.keyspace.value;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.aofkit.rdb.write.Content;
import org.aofkit.rdb.write.RdbValue;

/** A value of a module: its serialised form, which is all that is known of it. */
public final class ModuleValue implements Value {
  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  private static final int NAME_LENGTH = 9;
  private static final int LETTER_BITS = 6;

  private final byte[] serialised;

  /**
   * A value in its serialised form.
   *
   * @param serialised as it stands in an RDB image: the id of the module as a length, its items and
   *     the closing 0; not copied, and not to be changed any more
   */
  public ModuleValue(byte[] serialised) {
    this.serialised = serialised;
  }

  /** The name of its type, nine characters, as the module has registered it. */
  public String typeName() {
    // The id is a length of eight bytes, whose first byte says so.
    long id = ByteBuffer.wrap(serialised).getLong(1);
    var name = new StringBuilder();
    for (int i = 0; i < NAME_LENGTH; i++) {
      int letter = (int) (id >>> Long.SIZE - (i + 1) * LETTER_BITS) & (1 << LETTER_BITS) - 1;
      name.append(LETTERS.charAt(letter));
    }
    return name.toString();
  }

  @Override
  public ValueType type() {
    return ValueType.MODULE;
  }

  @Override
  public boolean isEmpty() {
    return false;
  }

  @Override
  public ModuleValue copy() {
    return this;
  }

  @Override
  public long memory() {
    return Memory.OBJECT + Memory.of(serialised);
  }

  @Override
  public RdbValue toRdb() {
    return new RdbValue.ModuleValue(new Whole(serialised));
  }

  private record Whole(byte[] bytes) implements Content {
    @Override
    public long length() {
      return bytes.length;
    }

    @Override
    public void tellTo(Pieces pieces) throws IOException {
      pieces.piece(bytes, 0, bytes.length);
    }
  }
}
