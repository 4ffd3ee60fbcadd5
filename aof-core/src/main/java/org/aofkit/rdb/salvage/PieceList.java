package org.aofkit.rdb.salvage;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.aofkit.io.ByteSource;
import org.aofkit.rdb.Crc64;

/** Pieces in the making: what stands side by side in the source becomes one piece. */
final class PieceList {
  private static final int FIRST_WITH_CHECKSUM = 5;
  private static final int BUFFER = 1 << 16;

  private final List<SalvagePiece> pieces = new ArrayList<>();
  private long from = -1;
  private long to = -1;

  /** Adds bytes of the source. */
  void copy(long begin, long behind) {
    if (behind <= begin) {
      return;
    }
    if (begin != to) {
      flush();
      from = begin;
    }
    to = behind;
  }

  /** Adds bytes that are written. */
  void literal(byte[] written) {
    flush();
    pieces.add(new SalvagePiece.Literal(written));
  }

  /** Adds a length as records have it. */
  void length(long value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    length(out, value);
    literal(out.toByteArray());
  }

  /** Adds pieces. */
  void all(List<SalvagePiece> others) {
    for (SalvagePiece piece : others) {
      if (piece instanceof SalvagePiece.Copy copy) {
        copy(copy.offset(), copy.offset() + copy.length());
      } else if (piece instanceof SalvagePiece.Literal literal) {
        literal(literal.bytes());
      }
    }
  }

  /** The pieces so far. */
  List<SalvagePiece> pieces() {
    flush();
    return pieces;
  }

  /**
   * Adds the end of an image, and from version 5 the checksum of all before it.
   *
   * @param source that pieces are copied from
   * @throws IOException if it can't be read
   */
  void seal(ByteSource source, int version) throws IOException {
    literal(new byte[] {(byte) 0xFF});
    if (version < FIRST_WITH_CHECKSUM) {
      return;
    }
    byte[] buffer = new byte[BUFFER];
    PiecedSource written = new PiecedSource(source, pieces());
    long crc = 0;
    long at = 0;
    while (at < written.size()) {
      int count = written.read(at, ByteBuffer.wrap(buffer));
      crc = Crc64.update(crc, buffer, 0, count);
      at += count;
    }
    literal(ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(crc).array());
  }

  /** Writes a length as servers do, in the fewest bytes. */
  static void length(ByteArrayOutputStream out, long value) {
    if (value >= 0 && value < 0x40) {
      out.write((int) value);
    } else if (value >= 0 && value < 0x4000) {
      out.write((int) (value >>> 8) | 0x40);
      out.write((int) value & 0xFF);
    } else {
      boolean isLong = value >>> 32 != 0;
      out.write(isLong ? 0x81 : 0x80);
      for (int shift = isLong ? 56 : 24; shift >= 0; shift -= 8) {
        out.write((int) (value >>> shift) & 0xFF);
      }
    }
  }

  private void flush() {
    if (from >= 0) {
      pieces.add(new SalvagePiece.Copy(from, to - from));
    }
    from = -1;
    to = -1;
  }
}
