package org.aofkit.fuzz.power;

/** What a file system promises of names that were not made durable yet. */
public enum NameOrder {
  /**
   * Names come and go on the disk in the order in which they did so for the process, as with a
   * journal of metadata (ext4, XFS): a loss of power keeps the first few. A sync of a directory
   * keeps all that was done before it, in any directory.
   */
  JOURNALLED,
  /**
   * Each entry that was made, removed or renamed is on the disk or not, whatever became of others,
   * until its own directory is synced. A rename within a directory is done or not; of one into
   * another directory the new name may be there beside the old one, never neither.
   */
  INDEPENDENT
}
