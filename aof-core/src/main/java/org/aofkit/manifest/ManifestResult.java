package org.aofkit.manifest;

/** What became of reading a manifest. */
public sealed interface ManifestResult {
  /**
   * A server accepts it.
   *
   * @param manifest what it lists; nothing, for a manifest of comments only
   * @param unusual whether a line is written otherwise than a server would write it: CRLF, more
   *     than one blank, a key in upper case, needless quotes, other order of the pairs, a repeated
   *     pair. Comments are not unusual
   * @param readByCheckTools whether the servers' check tools take it for a manifest: its first line
   *     that is no comment must begin with {@code file}, in lower case and without a blank before
   *     it. Where they do not, they check it as if it were an AOF, and call it bad
   */
  record Parsed(Manifest manifest, boolean unusual, boolean readByCheckTools)
      implements ManifestResult {}

  /**
   * A server stops at it.
   *
   * @param problem why
   * @param line the line as the server counts, from 1; a line of more than 1024 bytes counts as
   *     several. 0 for an empty manifest
   * @param offset where the trouble is, in bytes from the start of the manifest: the NUL byte, else
   *     the start of the line
   * @param length how many bytes from there to the end of the line, its LF included; at most 1024
   * @param text what was found and what was expected, in one line, escaped for printing
   * @param before what the lines before it list
   */
  record Refused(
      ManifestProblem problem, long line, long offset, int length, String text, Manifest before)
      implements ManifestResult {}
}
