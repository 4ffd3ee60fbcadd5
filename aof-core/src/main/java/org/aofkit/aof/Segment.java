package org.aofkit.aof;

import org.aofkit.resp.RespError;
import org.aofkit.resp.RespScanner;
import org.aofkit.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * What scanning one piece of a file gives. Pieces are scanned apart and joined in file order: the
 * piece before must end exactly where the next one began, and events are replayed over the state
 * that the pieces before have left.
 */
final class Segment {
  /** The first frame's offset. */
  long start;

  /** Where the next segment has to begin: behind the last whole frame. */
  long end;

  /** Whole commands. */
  long commands;

  /** Whole annotation lines. */
  long annotations;

  /** Start of the last whole command; -1 without one. */
  long lastCommandStart;

  /** End of the last whole command; -1 without one. */
  long lastCommandEnd;

  /** Start of the last whole annotation line; -1 without one. */
  long lastAnnotation;

  /** Whether the last frame was an annotation line. */
  boolean endsWithAnnotation;

  /** Whether the last whole command ended in a real CR LF; true without a command. */
  boolean lastTerminatorIsCrLf;

  /**
   * What ended the segment: one of the scanner's codes; {@link RespScanner#END} where it simply was
   * at its limit.
   */
  int stop;

  /** Where the scanner met what it could not read; -1 at {@link RespScanner#END}. */
  long errorOffset;

  /** What the scanner could not read; null at {@link RespScanner#END}. */
  @Nullable RespError error;

  /**
   * Mask of the servers that get past every command of the segment, as far as names and arity tell.
   */
  int loadedBy;

  /** Commands, annotations and the rest, as far as they matter to the whole. */
  final EventLog events = new EventLog();

  void begin(long offset) {
    start = offset;
    end = offset;
    commands = 0;
    annotations = 0;
    lastCommandStart = -1;
    lastCommandEnd = -1;
    lastAnnotation = -1;
    endsWithAnnotation = false;
    lastTerminatorIsCrLf = true;
    stop = RespScanner.END;
    errorOffset = -1;
    error = null;
    loadedBy = Server.allBits();
    events.clear();
  }
}
