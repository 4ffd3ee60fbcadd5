package org.aofkit.check;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.aofkit.aof.SetFile;
import org.aofkit.io.ByteSource;
import org.aofkit.rdb.RdbDuplicates;
import org.aofkit.rdb.RdbImage;
import org.jspecify.annotations.Nullable;

/**
 * What looking at the bytes of one listed file gave, with its place in the set. Holds the open
 * source, which it borrows.
 *
 * @param file which file
 * @param source its bytes
 * @param format what it holds
 * @param image its RDB image; null without one
 * @param duplicates the keys that the image has twice; null without an image
 * @param front what of its image a server has already when it comes to it; null without an image
 * @param copiesOnly whether nothing is wrong with the image but records that are copies of others
 * @param logStart where its commands begin
 * @param log what its commands gave; null where none were read
 * @param complaints what the commands themselves give reason to say
 * @param lastListed whether servers take it for the last file
 * @param lastWithContent whether all files behind it are empty
 * @param splitAtEnd its torn last command, if that goes on in the next file; null otherwise
 * @param split the command of the file before whose rest is at the head of this one; null without
 *     one
 * @param databases how many databases the server has
 * @param images what else is told about it, as far as it loads images
 */
record FileLook(
    SetFile file,
    ByteSource source,
    FileFormat format,
    @Nullable RdbImage image,
    @Nullable RdbDuplicates duplicates,
    @Nullable KeysInFront front,
    boolean copiesOnly,
    long logStart,
    LogScan.@Nullable Result log,
    Complaints complaints,
    boolean lastListed,
    boolean lastWithContent,
    @Nullable Split splitAtEnd,
    @Nullable Split split,
    int databases,
    ImageOptions images) {

  private static final int MAX_DROPPED_LISTED = 100;

  /**
   * A command that lies across two files.
   *
   * @param file where it begins
   * @param fromName that file's name
   * @param offset where it begins there
   * @param length how much of it is there
   * @param restLength how much of it is at the head of the next file
   * @param selects the database it selects; -1 if it is no SELECT
   * @param doubtful whether the database it goes to is a guess, because of what is lost in front
   */
  record Split(
      Path file,
      String fromName,
      long offset,
      long length,
      long restLength,
      int selects,
      boolean doubtful) {
    Damage damage(FileLook next, int database, boolean databaseKnown) {
      return new Damage.SplitCommand(
          file,
          offset,
          length,
          !databaseKnown ? EditClass.UNLOCATED : doubtful ? EditClass.LOSSY : EditClass.SAFE,
          !databaseKnown
              ? "the database of the commands behind it can't be known"
              : doubtful
                  ? "the two parts make one whole command, whose database is lost with what is lost in"
                      + " front"
                  : "the two parts make one whole command, and commands follow directly behind it",
          next.file().path(),
          restLength,
          database);
    }
  }

  String name() {
    return file.name().toString();
  }

  /**
   * The first command that goes to a database that no SELECT of this file names, the torn one at
   * the end included if its rest is in the next file; -1 without one.
   */
  long firstUnselected(LogScan.Result commands) {
    long first = commands.state().firstUnselected();
    boolean lastIsFirst =
        first < 0
            && splitAtEnd != null
            && splitAtEnd.selects() < 0
            && !splitAtEnd.doubtful()
            && !commands.state().selected();
    return lastIsFirst ? splitAtEnd.offset() : first;
  }

  long size() {
    return source.size();
  }

  /** The complaints as findings, with the words of the commands. */
  List<Finding> complaintFindings() throws IOException {
    List<Finding> findings = new ArrayList<>();
    try (CommandText text = new CommandText(source)) {
      for (Complaints.Complaint complaint : complaints.kept()) {
        findings.add(
            Finding.of(complaint.code(), name(), complaint.offset(), 0, message(complaint, text)));
      }
    }
    return findings;
  }

  private static String message(Complaints.Complaint complaint, CommandText text)
      throws IOException {
    return switch (complaint.code()) {
      case AOF_FOREIGN_PAYLOAD ->
          "payload of RDB version " + complaint.value() + ": " + text.at(complaint.offset());
      case AOF_LAX_FORMAT -> text.oddAt(complaint.offset());
      case AOF_MASK_UNFINISHED ->
          "a PING over a damaged range: expected CR LF at byte "
              + complaint.value()
              + ", found 00 00";
      default -> text.at(complaint.offset());
    };
  }

  /** The whole commands from an offset on, as notes; a bounded number of them. */
  List<Finding> droppedCommands(long from) throws IOException {
    try (CommandText text = new CommandText(source)) {
      return text.from(from, MAX_DROPPED_LISTED).stream()
          .map(
              command ->
                  new Finding(
                      FindingCode.AOF_DROPPED_COMMAND,
                      Severity.NOTE,
                      name(),
                      command.offset(),
                      command.length(),
                      command.text(),
                      ""))
          .toList();
    }
  }
}
