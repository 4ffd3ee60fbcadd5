package org.aofkit.compact;

/** The form in which the keys are written. */
public enum BaseForm {
  /** An RDB image that is the base of a log, as servers write by default. */
  IMAGE,
  /** Commands, as servers write with {@code aof-use-rdb-preamble no}. */
  COMMANDS,
  /** An RDB image that stands by itself: a dump. */
  DUMP
}
