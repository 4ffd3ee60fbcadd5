package org.aofkit.check;

/**
 * Something that speaks for or against a {@link Chain}.
 *
 * @param supports whether it speaks for it
 * @param text what it is, in one line
 */
public record Evidence(boolean supports, String text) {
  static Evidence pro(String text) {
    return new Evidence(true, text);
  }

  static Evidence contra(String text) {
    return new Evidence(false, text);
  }
}
