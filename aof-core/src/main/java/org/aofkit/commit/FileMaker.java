package org.aofkit.commit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * Writes the files of the {@link FileEdit.Make} edits of an operation while it is prepared: nothing
 * of the directory has changed then, and if writing fails, or the process dies, all that was
 * written goes again.
 */
public interface FileMaker {
  /** Makes no file: for operations without such edits. */
  FileMaker NONE =
      making -> {
        // There is nothing to write.
      };

  /**
   * Writes all of the files.
   *
   * @throws IOException if that fails; the operation does not take place then, and the caller of
   *     {@link Commit#run} gets this exception
   */
  void make(Making making) throws IOException;

  /** What there is to work with. */
  interface Making {
    /**
     * A new file, empty, open for reading and writing; borrowed. It is made durable when all are
     * written.
     *
     * @param file as in its edit
     */
    FileChannel open(Path file);

    /** Where that file is by now. */
    Path path(Path file);

    /**
     * Where the old bytes of an edited file can be read: a copy or another name beside the journal,
     * or the file itself where it is not kept.
     */
    Path old(Path file);

    /**
     * A directory for what is needed meanwhile, on the volume of the journal; with all that is put
     * into it, it goes before the operation is decided.
     */
    Path workspace() throws IOException;
  }
}
