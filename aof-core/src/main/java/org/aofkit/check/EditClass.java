package org.aofkit.check;

/** What mending a damage costs. The order is that of the cost. */
public enum EditClass {
  /** Nothing that any server would have executed is given up or changed. */
  SAFE,
  /** Something is given up, and it is known where it is. */
  LOSSY,
  /** Something is wrong, and it can't be said what; never applied without an explicit word. */
  UNLOCATED;

  /** The dearer of two classes. */
  public static EditClass max(EditClass a, EditClass b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}
