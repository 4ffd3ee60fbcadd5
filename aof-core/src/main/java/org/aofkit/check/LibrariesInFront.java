package org.aofkit.check;

import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.aofkit.aof.AofReader;
import org.aofkit.aof.CommandKeys;
import org.aofkit.command.CommandKind;
import org.aofkit.command.CommandSpec;
import org.aofkit.io.ByteSource;
import org.aofkit.rdb.RdbBytes;
import org.aofkit.rdb.RdbDepth;
import org.aofkit.rdb.RdbHandler;
import org.aofkit.rdb.RdbImage;
import org.aofkit.rdb.RdbOptions;
import org.aofkit.rdb.RdbReader;

/**
 * Whether a server has function libraries of an image already when it comes to it. It ends on one
 * whose name, or the name of one of whose functions, it has (measured with Redis 7.0.15, 8.0.6 and
 * Valkey 9.1.2). What a library registers takes a run to know: so only the same source is sure.
 */
final class LibrariesInFront {
  private static final int MOST_KEPT = 10_000;

  private final Set<String> sources = new HashSet<>();

  /** Whether there may be any. */
  private boolean isAny;

  /** Whether some of those in front may be gone. */
  private boolean isDoubtful;

  /** What is to be said. */
  enum Answer {
    /** None can be in the way. */
    NONE,
    /** One may be. */
    DOUBTFUL,
    /** One is there. */
    SAME
  }

  /** A server loads an image in front. */
  void image(ByteSource source, RdbImage image) throws IOException {
    if (image.functions() > 0) {
      isAny = true;
      each(
          source,
          image,
          digest -> {
            if (sources.size() < MOST_KEPT) {
              sources.add(digest);
            }
          });
    }
  }

  /** A server runs a command in front. */
  void command(AofReader reader) throws IOException {
    CommandKeys keys = reader.keys();
    CommandSpec spec = keys.spec();
    if (spec == null) {
      return;
    }
    if (spec.kind() == CommandKind.FUNCTION_FLUSH) {
      isAny &= reader.argumentCount() > 2;
      isDoubtful |= isAny;
      sources.clear();
    } else if (spec.kind() == CommandKind.FUNCTION_LOAD
        || spec.kind() == CommandKind.FUNCTION_RESTORE) {
      isAny = true;
      isDoubtful = true;
    } else if (spec.name().equals("function|delete")) {
      isDoubtful = true;
    }
  }

  /** The libraries of the image that all of that is in front of. */
  Answer compare(ByteSource source, RdbImage image) throws IOException {
    if (image.functions() == 0 || !isAny) {
      return Answer.NONE;
    }
    boolean[] isSame = {false};
    each(source, image, digest -> isSame[0] |= sources.contains(digest));
    return isSame[0] && !isDoubtful ? Answer.SAME : Answer.DOUBTFUL;
  }

  private interface Taker {
    void take(String digest);
  }

  private static void each(ByteSource source, RdbImage image, Taker taker) throws IOException {
    RdbHandler handler =
        new RdbHandler() {
          @Override
          public void function(RdbBytes library) throws IOException {
            taker.take(digest(library));
          }
        };
    RdbReader.read(source, image.start(), RdbOptions.forAof(), RdbDepth.STEP, handler);
  }

  private static String digest(RdbBytes library) throws IOException {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      library.writeTo(new DigestOutputStream(OutputStream.nullOutputStream(), sha));
      return HexFormat.of().formatHex(sha.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has it", e);
    }
  }
}
