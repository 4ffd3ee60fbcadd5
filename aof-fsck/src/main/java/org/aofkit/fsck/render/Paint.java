package org.aofkit.fsck.render;

import org.aofkit.check.Severity;
import org.aofkit.check.Verdict;

/** Colours, or none. Colour only repeats what the words say. */
public enum Paint {
  /** Plain text. */
  OFF,
  /** ANSI escape sequences. */
  ON;

  /** The text in bold. */
  public String bold(String text) {
    return wrap("1", text);
  }

  /** The text in the colour of a severity. */
  public String of(Severity severity, String text) {
    return switch (severity) {
      case NOTE -> wrap("36", text);
      case WARNING -> wrap("33", text);
      case ERROR -> wrap("31", text);
    };
  }

  /** The text in the colour of a verdict. */
  public String of(Verdict verdict, String text) {
    return switch (verdict) {
      case CLEAN -> wrap("32", text);
      case TRUNCATED, UNSUPPORTED -> wrap("33", text);
      case LOSSY, CORRUPT -> wrap("31", text);
    };
  }

  private String wrap(String code, String text) {
    return this == OFF ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
  }
}
