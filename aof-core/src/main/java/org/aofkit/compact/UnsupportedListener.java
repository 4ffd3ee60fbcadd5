package org.aofkit.compact;

/** Is told what the target of a compaction cannot express. */
@FunctionalInterface
public interface UnsupportedListener {
  /** Takes one thing; what is done here must be quick. */
  void unsupported(Unsupported found);
}
