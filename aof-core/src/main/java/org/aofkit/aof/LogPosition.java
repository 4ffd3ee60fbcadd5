package org.aofkit.aof;

/** Where reading is in a file of commands, in whole frames and closed transactions. */
final class LogPosition {
  long commands;
  long annotations;
  long transactions;
  long lastCommandStart = -1;
  long lastCommandEnd;
  long lastAnnotation = -1;
  boolean endsWithAnnotation;
  boolean lastTerminatorIsCrLf = true;

  LogPosition(long start) {
    this.lastCommandEnd = start;
  }

  void accept(Segment segment) {
    commands += segment.commands;
    annotations += segment.annotations;
    if (segment.lastAnnotation >= 0) {
      lastAnnotation = segment.lastAnnotation;
    }
    if (segment.commands > 0) {
      lastCommandStart = segment.lastCommandStart;
      lastCommandEnd = segment.lastCommandEnd;
      lastTerminatorIsCrLf = segment.lastTerminatorIsCrLf;
      endsWithAnnotation = segment.endsWithAnnotation;
    } else {
      endsWithAnnotation |= segment.annotations > 0;
    }
  }
}
