package org.aofkit.compact;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import org.aofkit.aof.AofReader;
import org.aofkit.aof.ReadOptions;
import org.aofkit.aof.SetFile;
import org.aofkit.command.CommandKind;
import org.aofkit.command.CommandTable;
import org.aofkit.io.ByteSource;
import org.aofkit.io.FileShrankException;
import org.aofkit.io.FileSources;
import org.aofkit.rdb.RdbStepper;

/**
 * Carries the end of a log as it is: byte by byte with its annotations, or command by command where
 * it goes to another server. Each file begins in database 0 and ends outside of a transaction, so
 * that they can stand one behind the other with a SELECT between them.
 */
final class TailCopy {
  private static final int CHUNK = 1 << 16;
  private static final CommandTable TABLE = CommandTable.standard();
  private static final int SCRIPT = TABLE.find("script");

  private final Places places;
  private final ReadOptions options;
  private final TailStart start;
  private final Fitting fitting;
  private long commands;
  private long bytes;

  TailCopy(Places places, ReadOptions options, TailStart start, Fitting fitting) {
    this.places = places;
    this.options = options;
    this.start = start;
    this.fitting = fitting;
  }

  /**
   * Looks whether the files behind can be carried.
   *
   * @throws CannotCompactException if one begins with an image: that has no place in a log
   */
  static void requireCarriable(Places places, TailStart start, ReadOptions options)
      throws IOException {
    for (int i = start.file() + 1; i < places.files().size(); i++) {
      SetFile file = places.files().get(i);
      try (ByteSource source = FileSources.open(file.path(), options.mode())) {
        if (RdbStepper.looksLikeRdb(source, 0)) {
          throw new CannotCompactException(
              file.name()
                  + " @ 0: an image, behind a command that is carried ("
                  + start.command()
                  + " in "
                  + places.files().get(start.file()).name()
                  + " @ "
                  + start.commandOffset()
                  + ": "
                  + start.reason()
                  + ")");
        }
      }
    }
  }

  /** Writes the end of the log behind what is in the channel. */
  CarriedTail write(WritableByteChannel channel) throws IOException {
    var out = new LogOutput(channel);
    for (int i = 0; i <= start.file(); i++) {
      scripts(i, out);
    }
    for (int i = start.file(); i < places.files().size(); i++) {
      file(i, i == start.file() ? start.offset() : 0, out);
    }
    out.flush();
    return new CarriedTail(
        places.files().get(start.file()).name().toString(),
        start.offset(),
        start.command(),
        start.commandOffset(),
        start.reason(),
        commands,
        bytes);
  }

  /** Scripts that were loaded in front are known by their digests behind. */
  private void scripts(int number, LogOutput out) throws IOException {
    SetFile file = places.files().get(number);
    long end = number < start.file() ? Long.MAX_VALUE : start.offset();
    try (ByteSource source = FileSources.open(file.path(), options.mode());
        AofReader reader = AofReader.open(List.of(file), options)) {
      while (reader.next() && reader.offset() < end) {
        if (reader.command() >= 0 && reader.command() == SCRIPT) {
          copy(source, reader.offset(), reader.end(), out);
          commands++;
        }
      }
    }
  }

  private void file(int number, long from, LogOutput out) throws IOException {
    SetFile file = places.files().get(number);
    long end = from;
    try (ByteSource source = FileSources.open(file.path(), options.mode());
        AofReader reader = AofReader.open(List.of(file), options)) {
      while (reader.next()) {
        if (reader.offset() < from) {
          continue;
        }
        if (end == from) {
          out.select(reader.database());
        }
        end = reader.end();
        count(reader);
        if (fitting.isForeign()) {
          command(reader, places.start(number), source, out);
        }
      }
      LogScan.requireSound(file, reader.stop());
      if (!fitting.isForeign()) {
        // What is behind the last command may be half of an annotation.
        copy(source, from, end, out);
      }
    }
    bytes += end - from;
  }

  private void count(AofReader reader) {
    int id = reader.command();
    if (id < 0 || TABLE.kind(id) != CommandKind.SELECT) {
      commands++;
    }
  }

  private void command(AofReader reader, long begin, ByteSource source, LogOutput out)
      throws IOException {
    var command = new TailCommand(reader);
    if (!fitting.takes(command.words())) {
      long place = begin + reader.offset();
      fitting.cannotCarryAlone(reader.database(), command.words()[0], place);
    } else if (command.hasPayload()) {
      out.command(fitting.carried(command.words()));
    } else {
      copy(source, reader.offset(), reader.end(), out);
    }
  }

  private static void copy(ByteSource source, long from, long end, LogOutput out)
      throws IOException {
    byte[] chunk = new byte[CHUNK];
    long at = from;
    while (at < end) {
      ByteBuffer part = ByteBuffer.wrap(chunk, 0, (int) Math.min(chunk.length, end - at));
      int read = source.read(at, part);
      if (read <= 0) {
        throw new FileShrankException(source.name(), at, null);
      }
      out.put(chunk, 0, read);
      at += read;
    }
  }
}
