package org.aofkit.fsck;

/** The entry point of the tool. */
public final class Main {
  private Main() {}

  /**
   * Prints the version; the commands come with the command line.
   *
   * @param args not looked at
   */
  public static void main(String[] args) {
    System.out.println("aof-fsck " + Main.class.getPackage().getImplementationVersion());
  }
}
