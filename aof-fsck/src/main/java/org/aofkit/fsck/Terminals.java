package org.aofkit.fsck;

/** Which of our streams a person looks at. Asked only when it matters. */
public interface Terminals {
  /** None, as in a pipe. */
  Terminals NONE =
      new Terminals() {
        @Override
        public boolean isOutput() {
          return false;
        }

        @Override
        public boolean isError() {
          return false;
        }
      };

  /** Whether standard output is a terminal. */
  boolean isOutput();

  /** Whether standard error is a terminal. */
  boolean isError();
}
