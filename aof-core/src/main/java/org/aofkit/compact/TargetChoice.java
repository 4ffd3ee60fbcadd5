package org.aofkit.compact;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.aofkit.aof.AofSet;
import org.aofkit.check.Loads;
import org.aofkit.check.Report;
import org.aofkit.check.Report.ServerSource;
import org.aofkit.rdb.write.RdbTarget;
import org.aofkit.server.Server;

/**
 * For whom a compaction writes, and in which form, where nobody has said so: what the server loads
 * that wrote the files. Where that may be one of several, all of them have to load it.
 *
 * @param output with a target
 * @param reason why this target and this form; empty where both were given
 */
record TargetChoice(OutputOptions output, String reason) {
  private static final int MAGIC = 9;
  private static final int DIGITS = 5;
  private static final int RADIX = 10;

  /**
   * Chooses.
   *
   * @throws CannotCompactException if no image can be written that all servers load that may have
   *     written the files, and nothing else was wanted
   */
  static TargetChoice of(Report report, OutputOptions asked) throws IOException {
    if (asked.target().isPresent()) {
      return new TargetChoice(asked, "");
    }
    if (report.serverFrom() == ServerSource.OPTION) {
      return new TargetChoice(asked.withTarget(CompactTarget.of(report.server())), "");
    }
    boolean isUnknown = report.serverFrom() == ServerSource.DEFAULT;
    int version = isSingle(report.set()) ? imageVersion(report.set()) : Integer.MAX_VALUE;
    int oldest = RdbTarget.REDIS_5_TO_6.version();
    if (version <= oldest && (version > 0 || isUnknown)) {
      return ofSingle(asked, version);
    }
    return switch (report.serverFrom()) {
      case COMMANDS, DEFAULT -> ofCandidates(report, asked);
      case AUX -> known(report, asked, "the base says so");
      default -> known(report, asked, "the manifest is one of its line");
    };
  }

  private static TargetChoice known(Report report, OutputOptions asked, String reason) {
    return new TargetChoice(asked.withTarget(CompactTarget.of(report.server())), reason);
  }

  /** Whether it is the only file of a log, as servers before 7.0 have it. */
  static boolean isSingle(AofSet set) {
    boolean isOne = set.start() == AofSet.Start.UPGRADE || set.start() == AofSet.Start.SINGLE;
    return isOne && set.log().size() == 1 && !set.log().get(0).name().toString().endsWith(".rdb");
  }

  /** Servers before 7.0 refuse what newer ones write, and none of them names its line there. */
  private static TargetChoice ofSingle(OutputOptions asked, int version) {
    OutputOptions output = asked.withTarget(CompactTarget.REDIS_6_2);
    if (version == RdbTarget.REDIS_5_TO_6.version()) {
      return new TargetChoice(
          output, "the image in front is of RDB version 9, which Redis 5.0 to 6.2 write");
    }
    String found =
        version > 0
            ? "the image in front is of RDB version " + version
            : "a single log without an image in front";
    if (asked.isFormGiven()) {
      return new TargetChoice(output, found + "; servers before 5.0 do not load this");
    }
    return new TargetChoice(
        output.inForm(BaseForm.COMMANDS),
        found + ": written as commands, which the server that wrote it loads, whichever it is");
  }

  private static TargetChoice ofCandidates(Report report, OutputOptions asked)
      throws CannotCompactException {
    CompactTarget target = CompactTarget.of(report.server());
    OutputOptions output = asked.withTarget(target);
    List<Server> candidates = candidates(report);
    List<String> names = new ArrayList<>();
    boolean isForAll = true;
    for (Server server : candidates) {
      names.add(server.id());
      isForAll &= server.loadsRdb(target.rdb().dialect(), target.rdb().version());
    }
    if (candidates.size() <= 1) {
      return known(report, asked, "no other server takes the commands");
    }
    String which =
        "nothing says which server wrote the log, and "
            + String.join(", ", names)
            + " take its commands";
    if (candidates.size() == Server.values().length && isForAll) {
      return new TargetChoice(
          output, "nothing says which server wrote the log, and all known ones load this");
    }
    if (isForAll || asked.form() == BaseForm.COMMANDS) {
      return new TargetChoice(output, which + ": all of them load this");
    }
    if (asked.isFormGiven()) {
      throw new CannotCompactException(
          report.root()
              + ": "
              + which
              + ", but there is no image that all of them load: name the one it is for"
              + " (--target ID)");
    }
    return new TargetChoice(
        output.inForm(BaseForm.COMMANDS),
        which + ": written as commands, which all of them load; --target ID gives an image");
  }

  /** The servers that may have written it: all that take it; all there are, where none does. */
  private static List<Server> candidates(Report report) {
    List<Server> candidates = new ArrayList<>();
    for (Server server : Server.values()) {
      if (report.loadsOn().getOrDefault(server, Loads.NO).lenient()) {
        candidates.add(server);
      }
    }
    return candidates.isEmpty() ? List.of(Server.values()) : candidates;
  }

  /** The version of the image that the only file of a log begins with; 0 if it begins with none. */
  static int imageVersion(AofSet set) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(MAGIC);
    try (FileChannel channel = FileChannel.open(set.log().get(0).path(), StandardOpenOption.READ)) {
      int count = 0;
      while (count >= 0 && head.hasRemaining()) {
        count = channel.read(head);
      }
    }
    String text = new String(head.array(), 0, head.position(), StandardCharsets.ISO_8859_1);
    if (text.length() < MAGIC || !text.startsWith("REDIS")) {
      return text.startsWith("VALKEY") ? Integer.MAX_VALUE : 0;
    }
    int version = 0;
    for (int i = DIGITS; i < MAGIC; i++) {
      int digit = Character.digit(text.charAt(i), RADIX);
      version = digit < 0 ? Integer.MAX_VALUE : Math.min(9999, RADIX * version + digit);
    }
    return version;
  }
}
