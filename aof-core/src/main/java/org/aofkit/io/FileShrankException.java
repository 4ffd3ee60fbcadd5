package org.aofkit.io;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A file has fewer bytes than when it was opened, or its bytes can no longer be had: somebody cut
 * it while it was being read, or the device below a mapping failed. Says nothing about the part
 * before {@link #offset()}.
 */
public final class FileShrankException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final long offset;

  /**
   * @param file the source's name
   * @param offset first byte, as far as known, that was expected and not there
   * @param cause what the virtual machine said, if it noticed first; else null
   */
  public FileShrankException(String file, long offset, @Nullable Throwable cause) {
    super(
        file
            + " @ "
            + offset
            + ": bytes that were there at opening are gone; the file shrank or its device failed"
            + " while it was read",
        cause);
    this.file = file;
    this.offset = offset;
  }

  /**
   * Translates what the virtual machine throws when a mapped page is not there any more. It may
   * throw a little late, that is, in the caller of the code that touched the page; so code that
   * works on windows catches {@link InternalError} around the whole of it and comes here.
   *
   * @param source the source that was read
   * @param offset where, as far as known
   * @param error what was thrown
   * @return the exception to throw instead
   * @throws InternalError {@code error} itself, if it is about something else
   */
  public static FileShrankException of(ByteSource source, long offset, InternalError error) {
    return of(source.name(), offset, error);
  }

  /**
   * The same for work on several sources, of which it is not known which one failed.
   *
   * @param name what was worked on
   * @param offset as above
   * @param error as above
   * @return as above
   * @throws InternalError as above
   */
  public static FileShrankException of(String name, long offset, InternalError error) {
    String message = error.getMessage();
    // HotSpot 17: "a fault occurred in a recent unsafe memory access operation in compiled Java
    // code"; later ones: "a fault occurred in an unsafe memory access operation".
    if (message == null || !message.contains("unsafe memory access")) {
      throw error;
    }
    return new FileShrankException(name, offset, error);
  }

  /** The source's name. */
  public String file() {
    return file;
  }

  /** First byte, as far as known, that was expected and not there. */
  public long offset() {
    return offset;
  }
}
