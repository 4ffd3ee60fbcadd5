package org.aofkit.fuzz.tool;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** A small directory with one kind of damage each, all of which repair mends without loss. */
public enum DamagedSet {
  HOLE_MASKED_IN_PLACE {
    @Override
    void fill(SetFiles files) {
      files.manifest(1).base().incr(1, SELECT_0 + A + nuls(300) + B);
    }
  },
  HOLE_TOO_SMALL_FOR_A_MASK {
    @Override
    void fill(SetFiles files) {
      files.manifest(1).base().incr(1, SELECT_0 + A + nuls(7) + B);
    }
  },
  TORN_TAIL {
    @Override
    void fill(SetFiles files) {
      files.manifest(1).base().incr(1, SELECT_0 + A + B + "*3\r\n$3\r\nSET\r\n$1\r\n");
    }
  },
  NUL_TAIL {
    @Override
    void fill(SetFiles files) {
      files.manifest(1).base().incr(1, SELECT_0 + A + B + nuls(4500));
    }
  },
  OPEN_TRANSACTION {
    @Override
    void fill(SetFiles files) {
      files.manifest(1).base().incr(1, SELECT_0 + A + command("MULTI") + B + C);
    }
  },
  OPEN_TRANSACTION_AND_OFFSETS {
    @Override
    void fill(SetFiles files) {
      files
          .manifest(1, " startoffset 0 endoffset 999")
          .base()
          .incr(1, SELECT_0 + A + command("MULTI") + B + C);
    }
  },
  MASK_WITHOUT_ITS_END {
    @Override
    void fill(SetFiles files) {
      files
          .manifest(1)
          .base()
          .incr(1, SELECT_0 + A + "*2\r\n$4\r\nPING\r\n$300\r\n" + nuls(302) + B);
    }
  },
  CUT_ANNOTATION {
    @Override
    void fill(SetFiles files) {
      files.manifest(1).base().incr(1, SELECT_0 + A + "#TS:17000");
    }
  },
  TORN_BEHIND_PREAMBLE {
    @Override
    void fill(SetFiles files) {
      files.put("appendonly.aof", join(IMAGE, "*2\r\n$6\r\nSEL"));
    }
  },
  SPLIT_COMMAND {
    @Override
    void fill(SetFiles files) {
      files
          .manifest(2)
          .base()
          .incr(1, command("SELECT", "3") + A + B.substring(0, 17))
          .incr(2, B.substring(17) + C);
    }
  },
  MISSING_SELECT {
    @Override
    void fill(SetFiles files) {
      files.manifest(2).base().incr(1, command("SELECT", "3") + A).incr(2, B + C);
    }
  },
  HOLE_AT_THE_START {
    @Override
    void fill(SetFiles files) {
      files.manifest(2).base().incr(1, command("SELECT", "3") + A).incr(2, nuls(200) + B + C);
    }
  },
  TWO_FILES {
    @Override
    void fill(SetFiles files) {
      files
          .manifest(2)
          .base()
          .incr(1, SELECT_0 + A + nuls(300) + B)
          .incr(2, SELECT_0 + C + command("MULTI") + A);
    }
  };

  /** An empty image as Redis 7.0.15 writes it as the base of a fresh AOF. */
  private static final byte[] IMAGE =
      HexFormat.of()
          .parseHex(
              "524544495330303130fa0972656469732d76657206372e302e3135fa0a72656469732d62697473c040"
                  + "fa056374696d65c2c746036bfa08757365642d6d656dc2905f0d00fa08616f662d62617365c001"
                  + "fff39e8df6c90fa819");

  private static final String SELECT_0 = command("SELECT", "0");
  private static final String A = command("SET", "a", "some value");
  private static final String B = command("SET", "b", "another value");
  private static final String C = command("APPEND", "a", "more");

  abstract void fill(SetFiles files);

  /** Writes the set into a data directory, which exists and is empty. */
  public void writeTo(Path dataDirectory) throws IOException {
    SetFiles files = new SetFiles();
    fill(files);
    for (Map.Entry<String, byte[]> file : files.bytes.entrySet()) {
      Path path = dataDirectory.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
    }
  }

  public static String command(String... words) {
    StringBuilder text = new StringBuilder("*" + words.length + "\r\n");
    for (String word : words) {
      text.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
    }
    return text.toString();
  }

  public static String nuls(int count) {
    return "\0".repeat(count);
  }

  public static byte[] emptyImage() {
    return IMAGE.clone();
  }

  private static byte[] join(byte[] head, String tail) {
    byte[] end = tail.getBytes(StandardCharsets.ISO_8859_1);
    byte[] all = java.util.Arrays.copyOf(head, head.length + end.length);
    System.arraycopy(end, 0, all, head.length, end.length);
    return all;
  }

  /** The files of a set, by name. */
  private static final class SetFiles {
    private static final String AOF = "appendonlydir/appendonly.aof.";
    private final Map<String, byte[]> bytes = new LinkedHashMap<>();

    void put(String name, byte[] content) {
      bytes.put(name, content);
    }

    SetFiles manifest(int incrs) {
      return manifest(incrs, "");
    }

    SetFiles manifest(int incrs, String pairs) {
      StringBuilder text = new StringBuilder("file appendonly.aof.1.base.rdb seq 1 type b\n");
      for (int i = 1; i <= incrs; i++) {
        text.append("file appendonly.aof." + i + ".incr.aof seq " + i + " type i" + pairs + "\n");
      }
      put(AOF + "manifest", text.toString().getBytes(StandardCharsets.ISO_8859_1));
      return this;
    }

    SetFiles base() {
      put(AOF + "1.base.rdb", IMAGE);
      return this;
    }

    SetFiles incr(int seq, String text) {
      put(AOF + seq + ".incr.aof", text.getBytes(StandardCharsets.ISO_8859_1));
      return this;
    }
  }
}
